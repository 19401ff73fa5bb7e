"""SM4 of data areas: the vectors, the rest that stays plain, both forms."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingtian.protocols.hj212 import sm4
from qingtian.protocols.hj212.errors import KeyMaterialError, RemoteError

ZEROS = b"0" * 16
AREA = (
    b"DataTime=20240520210600;a01011-Min=1.35,a01011-Avg=1.35,a01011-Max=1.35,a01011-Flag=N;"
    b"a01014-Min=3.20,a01014-Avg=3.20,a01014-Max=3.20,a01014-Flag=N"
)
CIPHER = bytes.fromhex(
    "E43E159ACFAB242CB53155FB8B9281A1A242577ABFAED881BE88B72D69FC55ED1A80119FAAC8B3CD33D285CC76F57F2C"
    "A7F88B9573C6647E0F07E24609BD6B63EB20C5B9784F28E71D2F4994FF61D9E13B391A1D2A454B65388D5D9435DBF021"
    "528C7BF9755EF16518710C0CAC0ADEF9C5156CD0A5A17674AC0ED2ABC40023E9EF70128554B82438E91ADCE98A0D03A4"
)
keys = st.binary(min_size=16, max_size=16)


def test_vector_of_the_cipher_itself():
    key = bytes.fromhex("0123456789abcdeffedcba9876543210")
    cipher = sm4.encrypt_area(key, key)
    assert cipher.hex() == "681edf34d206965e86b3e94f536e4246"


def test_vector_with_a_rest_that_stays_plain():
    assert sm4.encrypt_area(AREA, ZEROS) == CIPHER + b"g=N"
    assert sm4.decrypt_area(CIPHER + b"g=N", ZEROS) == AREA


def test_printed_form_is_read_and_written():
    printed = sm4.encrypt_area(AREA, ZEROS, printed=True)
    assert printed.startswith(b"{0xE4,0x3E,0x15,")
    assert printed.endswith(b",0x03,0xA4}g=N")
    assert sm4.decrypt_area(printed, ZEROS) == AREA
    assert sm4.raw_area(printed) == CIPHER + b"g=N"


def test_token_of_annex_h():
    token = sm4.upload_token("testuser", "AezF0nZRs4kypuGO", b"msbE74gsiSHSEh5e")
    assert token == "LG/m7lsFU/taig+vbQsDJXy4NGAaE2j2lplPwhZM7iM="


@given(st.binary(max_size=100).filter(lambda area: not area.startswith(b"{")), keys)
def test_the_way_there_and_back(area, key):
    whole = len(area) - len(area) % 16
    cipher = sm4.encrypt_area(area, key)
    assert len(cipher) == len(area)
    assert cipher[whole:] == area[whole:]
    if sm4.raw_area(cipher) == cipher:  # random cipher bytes may look printed
        assert sm4.decrypt_area(cipher, key) == area
    assert sm4.decrypt_area(sm4.encrypt_area(area, key, printed=True), key) == area


@pytest.mark.parametrize("key", [b"", b"0" * 15, b"0" * 17])
def test_a_key_of_another_length_is_refused(key):
    with pytest.raises(KeyMaterialError, match="16 bytes"):
        sm4.encrypt_area(AREA, key)


def test_a_printed_cipher_of_broken_blocks_is_refused():
    with pytest.raises(RemoteError, match="whole blocks"):
        sm4.decrypt_area(b"{0xE4,0x3E}g=N", ZEROS)


def test_clear_text_is_not_taken_for_cipher():
    assert not sm4.looks_encrypted(AREA)
    assert not sm4.looks_encrypted("i23001-Info=//采样泵启动，正常//".encode())
    assert not sm4.looks_encrypted("i23001-Info=//采样泵启动，正常//".encode("gb18030"))
    assert not sm4.looks_encrypted(b"")
    assert sm4.looks_encrypted(CIPHER + b"g=N")
    assert sm4.looks_encrypted(sm4.encrypt_area(AREA, ZEROS, printed=True))
