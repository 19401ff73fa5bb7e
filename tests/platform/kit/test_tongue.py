"""Chinese on an English page is named as Chinese, so that it is read aloud as such."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from django.utils.translation import override


def shown(text: object, language: str) -> str:
    with override(language):
        return Template("{% load kit %}{{ text|tongue }}").render(Context({"text": text}))


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("Huairou 庙城地区", 'Huairou <span lang="zh-Hans">庙城地区</span>'),
        ("自2018年起，执行标准。", '<span lang="zh-Hans">自2018年起，执行标准。</span>'),
        ("<b>市水务局</b>", '&lt;b&gt;<span lang="zh-Hans">市水务局</span>&lt;/b&gt;'),
        ("Bureau & others", "Bureau &amp; others"),
        (None, ""),
        (3, "3"),
    ],
)
def test_what_is_chinese_is_named_on_an_english_page_alone(text, english):
    assert shown(text, "en") == english
    assert 'lang="' not in shown(text, "zh-hans")


def test_nothing_typed_becomes_markup():
    assert "<script" not in shown("市<script>alert(1)</script>", "en")
    assert "<script" not in shown("市<script>alert(1)</script>", "zh-hans")


@pytest.mark.parametrize(
    ("name", "language", "expected"),
    [
        ("青天项目", "en", "the Qingtian project"),
        ("青天项目", "zh-hans", "青天项目"),
        ("市环保局", "en", '<span lang="zh-Hans">市环保局</span>'),
    ],
)
def test_who_decided_a_setting_is_named_as_the_pack_names_its_publisher(name, language, expected):
    with override(language):
        written = Template("{% load kit %}{{ name|author }}").render(Context({"name": name}))
    assert written == expected
