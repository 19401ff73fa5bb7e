"""`qingtian explain RULE`: one rule of the standards with your numbers, as a tree that tells why."""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Annotated, Any, Literal

import typer

from qingtian_cli.calling import ArgumentError, call, wanted

app = typer.Typer(add_completion=False)

HELP = """Compute one rule of the standards and tell how.

Every public function of qingtian.standards that explains itself is a RULE, as `iaqi` or `water.section`; its
parameters are options. A mapping is written a=1,b=2 or as JSON, a list 1,2,3; @FILE takes rows of
a CSV, or JSON. `qingtian explain --list` names the rules.

qingtian explain iaqi --pollutant PM2.5 --value 75 --day 2026-03-01 --lang zh
"""
SYNONYMS = {
    "value": ("concentration", "c", "values"),
    "c": ("concentration", "value"),
    "concentration": ("value", "c"),
    "pollutant": ("series", "item"),
    "item": ("pollutant", "code"),
    "items": ("values", "concentrations"),
    "values": ("concentrations", "items"),
}
"""Option to the parameters that it may stand for, where a rule has none of its own name."""


@app.command(help=HELP, context_settings={"ignore_unknown_options": True, "allow_extra_args": True})
def explain(
    context: typer.Context,
    rule: Annotated[str, typer.Argument(help="name of the rule")] = "",
    output: Annotated[Literal["tree", "json"], typer.Option("--format")] = "tree",
    language: Annotated[Literal["zh", "en"], typer.Option("--lang", "--language")] = "en",
    listed: Annotated[bool, typer.Option("--list", help="name the rules")] = False,  # noqa: FBT002
) -> None:
    """Find the rule, read its options, print what it gives."""
    if listed or not rule:
        typer.echo("\n".join(listing()))
        return
    try:
        function = find(rule)
        given = prepared(function, options(context.args))
        result = call(function, given)
    except ArgumentError as error:
        raise typer.BadParameter(f"{rule}: {error}") from None
    except ArithmeticError:
        shown = ", ".join(f"--{name} {value!r}" for name, value in given.items())
        typer.echo(
            f"explain {rule}: expected numbers that can be computed with; got {shown}", err=True
        )
        raise typer.Exit(1) from None
    except (ValueError, LookupError, TypeError) as error:
        typer.echo(f"explain {rule}: {error}", err=True)
        raise typer.Exit(1) from None
    typer.echo(written(result, output, language))


@cache
def rules() -> dict[str, Callable[..., Any]]:
    """Find every public function of the standards that gives a result, by area and name."""
    import qingtian.standards as package

    found: dict[str, Callable[..., Any]] = {}
    for module in pkgutil.iter_modules(package.__path__):
        if module.ispkg and module.name not in ("words", "examples"):
            area = importlib.import_module(f"{package.__name__}.{module.name}")
            for name in getattr(area, "__all__", ()):
                function = getattr(area, name)
                if inspect.isfunction(function) and _explains(function):
                    found[f"{module.name}.{name}"] = function
    return found


def _explains(function: Callable[..., Any]) -> bool:
    return bool(inspect.signature(function).return_annotation == "Result")


def find(rule: str) -> Callable[..., Any]:
    """Find a rule by its name, with its area or alone.

    Raises
    ------
    ArgumentError
        If there is none of that name, or one in several areas.
    """
    known = rules()
    plain = rule.replace("-", "_")
    fitting = [name for name in known if name == plain or name.split(".", 1)[1] == plain]
    if len(fitting) == 1:
        return known[fitting[0]]
    if fitting:
        raise ArgumentError(f"expected one of {', '.join(fitting)}; the name is in several areas")
    raise ArgumentError(f"expected one of {', '.join(known)}; there is no rule of this name")


def options(words: Sequence[str]) -> dict[str, str]:
    """Read `--name value` and `--name=value`.

    Raises
    ------
    ArgumentError
        If a word is no option, or an option has no value.
    """
    found: dict[str, str] = {}
    rest = iter(words)
    for word in rest:
        if not word.startswith("--"):
            raise ArgumentError(f"expected --name value; got {word!r}")
        name, equals, value = word[2:].partition("=")
        if not equals:
            value = next(rest, "")
            if not value or value.startswith("--"):
                raise ArgumentError(f"expected a value after --{name}; there is none")
        found[name.replace("-", "_")] = value
    return found


def prepared(function: Callable[..., Any], given: dict[str, str]) -> dict[str, str]:
    """Give options the names of the rule's parameters, where they have another usual name."""
    parameters = inspect.signature(function).parameters
    found: dict[str, str] = {}
    averaging = given.pop("averaging", "") if "averaging" not in parameters else ""
    for name, value in given.items():
        others = (other for other in SYNONYMS.get(name, ()) if other in parameters)
        found[name if name in parameters else next(others, name)] = value
    if "series" in found:
        found["series"] = _series(found["series"], averaging)
    return found


def _series(text: str, averaging: str) -> str:
    """Complete a pollutant to a series: the day's mean unless said, of ozone the 8-hour mean."""
    if text.lower().endswith(("_1h", "_8h", "_24h")):
        return text
    short = {"hour": "1h", "day": "24h", "mda8": "8h"}.get(averaging, averaging)
    return f"{text}_{short or ('8h' if text.upper() == 'O3' else '24h')}"


def written(result: Any, output: str, language: Literal["zh", "en"]) -> str:  # noqa: ANN401
    """Write a result as a tree or as JSON."""
    if output == "json":
        return json.dumps(result.to_json(), ensure_ascii=False, indent=1)
    return str(result.tree(language))


def listing() -> Iterator[str]:
    """Write a line for each rule: name, parameters, what it does."""
    for name, function in rules().items():
        summary = (inspect.getdoc(function) or "").splitlines()[0]
        yield f"{name} {wanted(function)}\n    {summary}"
