"""A column whose text is enciphered in the file and masked outside it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import models
from django.db.models.query_utils import DeferredAttribute
from django.utils.translation import gettext_lazy as _

from qingtian_platform.kit.vault import Secret, decipher, encipher


class SecretAttribute(DeferredAttribute):
    """Wraps whatever is assigned, so that a model never holds clear text."""

    def __set__(self, instance: models.Model, value: str | Secret | None) -> None:
        secret = value if isinstance(value, Secret) else Secret(value or "")
        instance.__dict__[self.field.attname] = secret


class SecretField(models.TextField[Any, Secret]):
    """Holds a `Secret`; the file holds its cipher text, dumps and forms hold a mask."""

    descriptor_class = SecretAttribute

    def from_db_value(self, value: str | None, *_: object) -> Secret:
        """Open the cipher text."""
        return decipher(value or "")

    def to_python(self, value: Any) -> Secret:  # noqa: ANN401 - Django's signature
        """Wrap a bare text."""
        return value if isinstance(value, Secret) else Secret(value or "")

    def get_default(self) -> Secret:
        """Start with none."""
        return Secret("")

    def get_prep_value(self, value: Any) -> str:  # noqa: ANN401 - Django's signature
        """Encipher."""
        return encipher(self.to_python(value))

    def value_to_string(self, obj: models.Model) -> str:
        """Give dumps the mask."""
        return str(self.to_python(self.value_from_object(obj)))

    def formfield(self, *_args: Any, **_kwargs: Any) -> forms.Field:  # noqa: ANN401
        """Offer a field to type a new secret into; the old one is never sent to the page."""
        return SecretFormField(label=self.verbose_name, required=False)


class SecretFormField(forms.CharField):
    """Takes a new secret; left empty, the old one stays."""

    def __init__(self, *, label: Any, required: bool) -> None:  # noqa: ANN401 - lazy text
        super().__init__(
            label=label,
            required=required,
            strip=False,
            widget=forms.PasswordInput(render_value=False, attrs={"autocomplete": "new-password"}),
            help_text=_("Never shown. Leave empty to keep the present one."),
        )
