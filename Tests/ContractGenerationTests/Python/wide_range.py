# Generated.
#
# What these models do not check, and is left to the contract:
# - /methods/shapes/result/properties/values: the values of the enumeration are of several types, or have parts
# - /methods/hard/params/properties/untyped: the schema does not say of which type a value is
# - /methods/formats/params/properties/mail: `format`
# - /methods/hard/params: `if`
# - /methods/hard/params: `then`
# - /methods/hard/params: `dependentRequired`
# - /methods/hard/params/properties/not: `not`
# - /methods/hard/params/properties/ahead: `pattern`
# - /methods/hard/params/properties/untyped: `properties`
"""The service `wide-range`.

Every construct of JSON Schema that generated code knows.

With "quotes" and a \\ backslash.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from functools import cache
from ipaddress import IPv4Address, IPv6Address
from typing import TYPE_CHECKING, Annotated, Any, Literal

from clamator_protocol import ClamatorClient, Contract, MethodEntry
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    RootModel,
    SerializationInfo,
    SerializerFunctionWrapHandler,
    Strict,
    StrictBool,
    StrictStr,
    model_serializer,
    model_validator,
)
from pydantic_core import PydanticCustomError, core_schema
from typing_extensions import TypeAliasType, deprecated


def _wire(name: str) -> Any:
    """The name of a member on the wire."""
    return Field(validation_alias=name, serialization_alias=name)


def _refuse_null(value: Any) -> Any:
    if value is None:
        raise PydanticCustomError("not_null", "Input should not be null; leave it out")
    return value


# A member that may be absent, but not null: None stands for one that is absent.
_NOT_NULL = BeforeValidator(_refuse_null)


# A member that has but one value: constructors know it.
_CONSTANT = object()


def _to_integer(value: Any) -> Any:
    if isinstance(value, bool):
        raise PydanticCustomError("int_type", "Input should be a valid integer")
    return int(value) if isinstance(value, float) and value.is_integer() else value


# An integer is what has no fraction: 2.0 is one.
_WHOLE = BeforeValidator(_to_integer)


Integer = Annotated[int, Strict(), _WHOLE]


Number = Annotated[
    Annotated[int, Strict()] | Annotated[float, Strict(), Field(allow_inf_nan=False)],
    Field(union_mode="left_to_right"),
]


def _key(value: Any) -> Any:
    """What values have in common that are equal in JSON."""
    if isinstance(value, BaseModel):
        value = value.model_dump(mode="json", by_alias=True)
    if isinstance(value, dict):
        return "object", frozenset((name, _key(member)) for name, member in value.items())
    if isinstance(value, (list, tuple)):
        return "array", tuple(_key(element) for element in value)
    return isinstance(value, bool), value


def _one_of(*values: Any) -> Any:
    keys = {_key(value) for value in values}

    def check(value: Any) -> Any:
        if _key(value) not in keys:
            raise PydanticCustomError("one_of", "Input should be one of {values}", {"values": repr(values)})
        return value

    return BeforeValidator(check)


def _refuse_repetition(value: Any) -> Any:
    if isinstance(value, (list, tuple)) and len({_key(element) for element in value}) < len(value):
        raise PydanticCustomError("unique", "Elements should all be different")
    return value


_UNIQUE = BeforeValidator(_refuse_repetition)


def _multiple_of(divisor: str) -> Any:
    exact = Fraction(divisor)

    def check(value: Any) -> Any:
        if Fraction(str(value)) % exact:
            raise PydanticCustomError(
                "multiple_of", "Input should be a multiple of {multiple_of}", {"multiple_of": divisor}
            )
        return value

    return AfterValidator(check)


class _Matches:
    """A pattern beside another."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        return core_schema.chain_schema([handler(source), core_schema.str_schema(pattern=self.pattern)])


def _format(name: str, accepts: Callable[[str], Any]) -> Any:
    def check(value: str) -> str:
        if not accepts(value):
            raise PydanticCustomError("format", "Input should be a valid {format}", {"format": name})
        return value

    return AfterValidator(check)


def _is_date(text: str) -> bool:
    match = re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", text)
    if not match:
        return False
    try:
        # The calendar repeats after 400 years, and Python has no year 0.
        date(int(match[1]) or 400, int(match[2]), int(match[3]))
    except ValueError:
        return False
    return True


def _is_time(text: str) -> bool:
    match = re.fullmatch(
        r"([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.[0-9]+)?(?:[zZ]|([+-])([0-9]{2}):([0-9]{2}))", text
    )
    if not match:
        return False
    hour, minute, second = int(match[1]), int(match[2]), int(match[3])
    hours, minutes = int(match[5] or 0), int(match[6] or 0)
    if hour > 23 or minute > 59 or second > 60 or hours > 23 or minutes > 59:
        return False
    # A leap second is the last of a day in UTC.
    offset = (hours * 60 + minutes) * (-1 if match[4] == "-" else 1)
    return second < 60 or (hour * 60 + minute - offset) % 1440 == 1439


def _is_date_time(text: str) -> bool:
    return text[10:11] in ("T", "t") and _is_date(text[:10]) and _is_time(text[11:])


_DATE = _format("date", _is_date)
_TIME = _format("time", _is_time)
_DATE_TIME = _format("date-time", _is_date_time)


_DURATION = _format(
    "duration",
    re.compile(
        r"P(?:[0-9]+W|(?=[0-9T])"
        r"(?:[0-9]+Y(?:[0-9]+M(?:[0-9]+D)?)?|[0-9]+M(?:[0-9]+D)?|[0-9]+D)?"
        r"(?:T(?:[0-9]+H(?:[0-9]+M(?:[0-9]+S)?)?|[0-9]+M(?:[0-9]+S)?|[0-9]+S))?)",
        re.ASCII | re.IGNORECASE,
    ).fullmatch,
)


_UUID = _format("uuid", re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}").fullmatch)


def _is_address(kind: type[IPv4Address] | type[IPv6Address], text: str) -> bool:
    try:
        kind(text)
    except ValueError:
        return False
    return text.isascii() and "%" not in text


_IPV4 = _format("ipv4", lambda text: _is_address(IPv4Address, text))
_IPV6 = _format("ipv6", lambda text: _is_address(IPv6Address, text))


_JSON_POINTER = _format("json-pointer", re.compile(r"(?:/(?:[^~/]|~[01])*)*").fullmatch)
_RELATIVE_JSON_POINTER = _format(
    "relative-json-pointer", re.compile(r"(?:0|[1-9][0-9]*)(?:#|(?:/(?:[^~/]|~[01])*)*)").fullmatch
)


class _Elements:
    """The types of the first elements of a tuple, and of those behind them."""

    def __init__(self, *first: Any, rest: Any) -> None:
        self.first, self.rest = first, rest

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        return core_schema.tuple_schema(
            [handler.generate_schema(item) for item in (*self.first, self.rest)],
            variadic_item_index=len(self.first),
        )


if TYPE_CHECKING:
    _Object = BaseModel
else:

    @cache
    def _members(model):
        """The wire names of a model's members by keyword, and of those that may be left out."""
        wire, absent, constants = {}, {}, {}
        for name, member in model.model_fields.items():
            wire[name] = name if member.validation_alias is None else member.validation_alias
            if _CONSTANT in member.metadata:
                constants[wire[name]] = member.default
            elif not member.is_required():
                absent[name] = _NOT_NULL in member.metadata
        return wire, absent, constants

    class _Keywords(type(BaseModel)):
        """Constructors take members by keyword or by wire name; what is validated has wire names alone."""

        def __call__(cls, /, *args, **given):
            wire, absent, constants = _members(cls)
            members = dict(constants)
            for name, value in given.items():
                if value is None and absent.get(name):
                    continue
                if name not in wire and name not in wire.values() and cls.model_config["extra"] == "ignore":
                    raise TypeError(f"{cls.__name__} has no member {name!r}")
                members[wire.get(name, name)] = value
            return super().__call__(*args, **members)

    class _Object(BaseModel, metaclass=_Keywords):
        model_config = ConfigDict(extra="ignore", protected_namespaces=())

        @model_serializer(mode="wrap")
        def _leave_out(self, handler: SerializerFunctionWrapHandler, info: SerializationInfo) -> dict[str, Any]:
            """Leaves out members that are not set."""
            members = handler(self)
            wire, absent, _ = _members(type(self))
            for name, is_not_null in absent.items():
                if self.__dict__.get(name) is None and (is_not_null or name not in self.model_fields_set):
                    members.pop(wire[name] if info.by_alias else name, None)
            return members


if TYPE_CHECKING:
    _Tagged = BaseModel
else:

    class _Tagged(_Object):
        """A model with members that have but one value: these are not left out on the wire."""

        @model_validator(mode="before")
        @classmethod
        def _expect_constants(cls, given: Any) -> Any:
            if isinstance(given, dict):
                for name in _members(cls)[2]:
                    if name not in given:
                        raise PydanticCustomError("missing", "{name} is missing", {"name": name})
            return given


class AddParams(_Object):
    """The params of `add`."""

    model_config = ConfigDict(extra="forbid")

    a: Number
    """The first operand."""
    b: Annotated[Integer, Field(ge=-5, lt=100)]
    add_result: Annotated[AddParamsAddResult | None, _NOT_NULL, _wire("addResult")] = None
    contract: Annotated[AddParamsContract | None, _NOT_NULL] = None


class AddParamsAddResult(_Object):
    """The type at `/methods/add/params/properties/addResult`."""

    model_config = ConfigDict(extra="forbid")

    x: Annotated[StrictStr | None, _NOT_NULL] = None


class AddParamsContract(_Object):
    """The type at `/methods/add/params/properties/contract`."""

    field: Annotated[StrictBool | None, _NOT_NULL] = None


class AddResult(_Object):
    """The result of `add`."""

    model_config = ConfigDict(extra="forbid")

    sum: Annotated[Number, _multiple_of("0.5")]


class GetURLParams(_Object):
    """The params of `getURL`."""

    model_config = ConfigDict(extra="forbid")

    class_: Annotated[StrictStr | None, _NOT_NULL, _wire("class")] = None
    from_: Annotated[StrictStr | None, _NOT_NULL, _wire("from")] = None
    copy_: Annotated[StrictStr | None, _NOT_NULL, _wire("copy")] = None
    model_config_: Annotated[StrictStr | None, _NOT_NULL, _wire("model_config")] = None
    a_b: Annotated[StrictStr | None, _NOT_NULL, _wire("a-b")] = None
    with_space: Annotated[StrictStr | None, _NOT_NULL, _wire("with space")] = None
    field_1st: Annotated[StrictStr | None, _NOT_NULL, _wire("1st")] = None
    x: Annotated[StrictStr | None, _NOT_NULL, _wire("_x")] = None
    ref2: Annotated[StrictStr | None, _NOT_NULL, _wire("$ref2")] = None
    url_path: Annotated[StrictStr | None, _NOT_NULL, _wire("URLPath")] = None
    üñí: Annotated[StrictStr | None, _NOT_NULL] = None
    foo_bar: Annotated[StrictStr | None, _NOT_NULL, _wire("fooBar")] = None
    foo_bar_1: Annotated[StrictStr | None, _NOT_NULL, _wire("foo_bar")] = None
    empty: Annotated[StrictStr | None, _NOT_NULL, _wire("")] = None
    list_: Annotated[list[Integer] | None, _NOT_NULL, _wire("list")] = None
    str_: Annotated[StrictStr | None, _NOT_NULL, _wire("str")] = None
    dict_: Annotated[dict[str, StrictStr] | None, _NOT_NULL, _wire("dict")] = None
    model_thing: Annotated[StrictStr | None, _NOT_NULL] = None
    self: Annotated[StrictStr | None, _NOT_NULL] = None
    cls: Annotated[StrictStr | None, _NOT_NULL] = None
    old: Annotated[StrictStr | None, _NOT_NULL, Field(deprecated=True)] = None
    """Not any more."""


class GetURLResult(RootModel):
    """The result of `getURL`."""

    root: Annotated[StrictStr, Field(min_length=1, max_length=20, pattern="^[.-:A-Z_a-z]+$")]


class ImportParams(RootModel):
    """The params of `import`."""

    root: dict[str, Any] = Field(default_factory=dict)


class ImportResult(RootModel):
    """The result of `import`."""

    root: Annotated[list[Integer], Field(min_length=1, max_length=3), _UNIQUE]


class OptionalParams(_Object):
    """The params of `optional`."""

    model_config = ConfigDict(extra="forbid")

    needed: StrictStr
    maybe: Annotated[StrictStr | None, _NOT_NULL] = None
    null_needed: Annotated[StrictStr | None, _wire("nullNeeded")]
    null_maybe: Annotated[Integer | None, _wire("nullMaybe")] = None
    anything: Any = None
    count: Integer = 3
    ratio: Number = 0.5
    name: StrictStr = "Ada \"L\""
    flag: StrictBool = True
    tags: list[StrictStr] = Field(default_factory=lambda: ["a"], validate_default=True)
    color: OptionalParamsColor = "green"
    inner: OptionalParamsInner = Field(default_factory=lambda: {"n": 1}, validate_default=True)
    wide: Annotated[Annotated[Integer, Field(le=36893488147419103232)] | None, _NOT_NULL] = None


class OptionalParamsInner(_Object):
    """The type at `/methods/optional/params/properties/inner`."""

    model_config = ConfigDict(extra="forbid")

    n: Annotated[Integer | None, _NOT_NULL] = None


class OptionalResult(RootModel):
    """The result of `optional`."""

    root: Integer | None


class PayParams(_Object):
    """The params of `pay`."""

    model_config = ConfigDict(extra="forbid")

    method: PayParamsMethod
    level: Annotated[PayParamsLevel | None, _NOT_NULL] = None
    mixed: PayParamsMixed | None = None
    either: Annotated[PayParamsEither | None, _NOT_NULL] = None


class Card(_Tagged):
    """A card."""

    model_config = ConfigDict(extra="forbid")

    kind: Annotated[Literal["card"], _CONSTANT] = "card"
    card_number: Annotated[StrictStr, _wire("cardNumber")]


class PayParamsMethodCash(_Tagged):
    """Cash"""

    model_config = ConfigDict(extra="forbid")

    kind: Annotated[Literal["cash"], _CONSTANT] = "cash"
    amount: Number


class PayParamsLevel1(_Tagged):
    """The type at `/methods/pay/params/properties/level/oneOf/0`."""

    level: Annotated[Literal[1], _WHOLE, _CONSTANT] = 1


class PayParamsLevel2(_Tagged):
    """The type at `/methods/pay/params/properties/level/oneOf/1`."""

    level: Annotated[Literal[2], _WHOLE, _CONSTANT] = 2
    more: Annotated[StrictStr | None, _NOT_NULL] = None


class PayResult(RootModel):
    """The result of `pay`."""

    root: Annotated[PayResultTrue | PayResultFalse, Field(union_mode="left_to_right")]


class PayResultTrue(_Tagged):
    """The type at `/methods/pay/result/anyOf/0`."""

    ok: Annotated[Literal[True], _one_of(True), _CONSTANT] = True
    id: Annotated[Annotated[StrictStr, _UUID] | None, _NOT_NULL] = None


class PayResultFalse(_Tagged):
    """The type at `/methods/pay/result/anyOf/1`."""

    ok: Annotated[Literal[False], _one_of(False), _CONSTANT] = False
    why: Annotated[StrictStr | None, _NOT_NULL] = None


class ShapesParams(_Object):
    """The params of `shapes`."""

    model_config = ConfigDict(extra="allow")

    __pydantic_extra__: dict[str, Integer]

    id: Id
    """An id."""
    short_id: Annotated[
        Annotated[StrictStr, Field(max_length=4, pattern="^x")] | None,
        _NOT_NULL,
        _wire("shortId"),
    ] = None
    """An id."""


class ShapesResult(_Object):
    """The result of `shapes`."""

    model_config = ConfigDict(extra="forbid")

    pair: ShapesResultPair
    up_to: Annotated[ShapesResultUpTo | None, _NOT_NULL, _wire("upTo")] = None
    more: Annotated[ShapesResultMore | None, _NOT_NULL] = None
    map: Annotated[Annotated[dict[str, list[StrictBool]], Field(min_length=1)] | None, _NOT_NULL] = None
    by_key: Annotated[dict[Literal["x", "y"], Integer] | None, _NOT_NULL, _wire("byKey")] = None
    by_pattern: Annotated[
        dict[Annotated[str, Field(pattern="^n_")], Integer] | None,
        _NOT_NULL,
        _wire("byPattern"),
    ] = None
    any: Annotated[dict[str, Any] | None, _NOT_NULL] = None
    numbers: Annotated[ShapesResultNumbers | None, _NOT_NULL] = None
    half: Annotated[Annotated[Number, _one_of(0.5, 1.5)] | None, _NOT_NULL] = None
    yes: Annotated[Annotated[StrictBool, _one_of(True)] | None, _NOT_NULL] = None
    open: Annotated[ShapesResultOpen | None, _NOT_NULL] = None
    values: Annotated[Any, _one_of("a", 1, None, True)] = None


class TreesParams(_Object):
    """The params of `trees`."""

    model_config = ConfigDict(extra="forbid")

    node: Annotated[Node | None, _NOT_NULL] = None
    tree: Annotated[Tree | None, _NOT_NULL] = None
    e: Annotated[Expression | None, _NOT_NULL] = None
    json_: Annotated[Json, _wire("json")] = None


class Node(_Object):
    """The type at `/$defs/node`."""

    model_config = ConfigDict(extra="forbid")

    value: Integer
    next: Annotated[Node | None, _NOT_NULL] = None
    children: Annotated[list[Node] | None, _NOT_NULL] = None


class ExpressionObject(_Object):
    """The type at `/$defs/expression/anyOf/1`."""

    model_config = ConfigDict(extra="forbid")

    left: Expression
    right: Annotated[Expression | None, _NOT_NULL] = None


class MergeParams(_Object):
    """The params of `merge`."""

    a: StrictStr
    b: StrictStr


class Base(_Object):
    """The type at `/$defs/base`."""

    a: StrictStr


class FormatsParams(_Object):
    """The params of `formats`."""

    model_config = ConfigDict(extra="forbid")

    at: Annotated[Annotated[StrictStr, _DATE_TIME] | None, _NOT_NULL] = None
    day: Annotated[Annotated[StrictStr, _DATE] | None, _NOT_NULL] = None
    hour: Annotated[Annotated[StrictStr, _TIME] | None, _NOT_NULL] = None
    span: Annotated[Annotated[StrictStr, _DURATION] | None, _NOT_NULL] = None
    v4: Annotated[Annotated[StrictStr, _IPV4] | None, _NOT_NULL] = None
    v6: Annotated[Annotated[StrictStr, _IPV6] | None, _NOT_NULL] = None
    path: Annotated[Annotated[StrictStr, _JSON_POINTER] | None, _NOT_NULL] = None
    mail: Annotated[StrictStr | None, _NOT_NULL] = None
    digits: Annotated[Annotated[StrictStr, Field(pattern=r"^[0-9]+(?:\-[0-9]+)?$")] | None, _NOT_NULL] = None
    two: Annotated[Annotated[StrictStr, Field(pattern="^a"), _Matches("z$")] | None, _NOT_NULL] = None


class FormatsResult(RootModel):
    """The result of `formats`."""

    root: dict[str, Any] = Field(default_factory=dict)


class HardParams(_Object):
    """The params of `hard`."""

    not_: Annotated[StrictStr | None, _NOT_NULL, _wire("not")] = None
    ahead: Annotated[StrictStr | None, _NOT_NULL] = None
    untyped: Any = None


class HardResult(RootModel):
    """The result of `hard`."""

    root: Any


class PingParams(_Object):
    """The params of `ping`."""

    model_config = ConfigDict(extra="forbid")

    at: Annotated[Integer | None, _NOT_NULL] = None


Tree = TypeAliasType("Tree", "list[Tree]")

Json = TypeAliasType("Json", "JsonValue | None")

JsonValue = TypeAliasType("JsonValue", "Annotated[StrictStr | list[Json], Field(union_mode=\"left_to_right\")]")

OptionalParamsColor = Literal["red", "green"]

PayParamsMethod = Annotated[Card | PayParamsMethodCash, Field(discriminator="kind")]

PayParamsLevel = Annotated[PayParamsLevel1 | PayParamsLevel2, Field(union_mode="left_to_right")]

PayParamsMixed = Annotated[
    Annotated[Integer, Field(ge=3)] | Annotated[StrictStr, Field(min_length=2)],
    Field(union_mode="left_to_right"),
]

PayParamsEitherString = Literal["a"]

PayParamsEither = Annotated[
    PayParamsEitherString | Annotated[StrictStr, Field(min_length=3)],
    Field(union_mode="left_to_right"),
]

Id = Annotated[StrictStr, Field(pattern="^x")]
"""An id."""

ShapesResultPair = tuple[StrictStr, Integer]

ShapesResultUpTo = tuple[StrictStr] | tuple[StrictStr, Integer]

ShapesResultMore = Annotated[
    Annotated[tuple[Any, ...], _Elements(StrictStr, rest=Integer)],
    Field(min_length=1, max_length=4),
]

ShapesResultNumbers = Annotated[Literal[1, 2, 3], _WHOLE]

ShapesResultOpen = Literal["a", "b"] | StrictStr

Expression = Annotated[Number | ExpressionObject, Field(union_mode="left_to_right")]

TreesResult = Node

Alias = Base

MergeResult = Alias


for _model in (
    AddParams,
    AddParamsAddResult,
    AddParamsContract,
    AddResult,
    GetURLParams,
    GetURLResult,
    ImportParams,
    ImportResult,
    OptionalParams,
    OptionalParamsInner,
    OptionalResult,
    PayParams,
    Card,
    PayParamsMethodCash,
    PayParamsLevel1,
    PayParamsLevel2,
    PayResult,
    PayResultTrue,
    PayResultFalse,
    ShapesParams,
    ShapesResult,
    TreesParams,
    Node,
    ExpressionObject,
    MergeParams,
    Base,
    FormatsParams,
    FormatsResult,
    HardParams,
    HardResult,
    PingParams,
):
    _model.model_rebuild()


class WideRangeClient:
    """Calls the methods of `wide-range` through a client."""

    def __init__(self, client: ClamatorClient) -> None:
        self._client = client

    async def add(self, params: AddParams, *, timeout_ms: int | None = None) -> AddResult:
        """Adds.

        Adds two numbers, whose names are those of their results.

        Raises `RpcError`:
        - -32000: result out of range
        - 7: tired
        """
        wire = params.model_dump(mode="json", by_alias=True)
        raw = await self._client.call("wide-range", "add", wire, timeout_ms=timeout_ms)
        return AddResult.model_validate(raw)

    @deprecated("getURL is deprecated")
    async def get_url(self, params: GetURLParams, *, timeout_ms: int | None = None) -> GetURLResult:
        """Names of members that Python or Pydantic has itself."""
        wire = params.model_dump(mode="json", by_alias=True)
        raw = await self._client.call("wide-range", "getURL", wire, timeout_ms=timeout_ms)
        return GetURLResult.model_validate(raw)

    async def import_(self, params: ImportParams, *, timeout_ms: int | None = None) -> ImportResult:
        """Calls `import`."""
        wire = params.model_dump(mode="json", by_alias=True)
        raw = await self._client.call("wide-range", "import", wire, timeout_ms=timeout_ms)
        return ImportResult.model_validate(raw)

    async def optional(self, params: OptionalParams, *, timeout_ms: int | None = None) -> OptionalResult:
        """Calls `optional`."""
        wire = params.model_dump(mode="json", by_alias=True)
        raw = await self._client.call("wide-range", "optional", wire, timeout_ms=timeout_ms)
        return OptionalResult.model_validate(raw)

    async def pay(self, params: PayParams, *, timeout_ms: int | None = None) -> PayResult:
        """Calls `pay`."""
        wire = params.model_dump(mode="json", by_alias=True)
        raw = await self._client.call("wide-range", "pay", wire, timeout_ms=timeout_ms)
        return PayResult.model_validate(raw)

    async def shapes(self, params: ShapesParams, *, timeout_ms: int | None = None) -> ShapesResult:
        """Calls `shapes`."""
        wire = params.model_dump(mode="json", by_alias=True)
        raw = await self._client.call("wide-range", "shapes", wire, timeout_ms=timeout_ms)
        return ShapesResult.model_validate(raw)

    async def trees(self, params: TreesParams, *, timeout_ms: int | None = None) -> TreesResult:
        """Calls `trees`."""
        wire = params.model_dump(mode="json", by_alias=True)
        raw = await self._client.call("wide-range", "trees", wire, timeout_ms=timeout_ms)
        return TreesResult.model_validate(raw)

    async def merge(self, params: MergeParams, *, timeout_ms: int | None = None) -> MergeResult:
        """Calls `merge`."""
        wire = params.model_dump(mode="json", by_alias=True)
        raw = await self._client.call("wide-range", "merge", wire, timeout_ms=timeout_ms)
        return MergeResult.model_validate(raw)

    async def formats(self, params: FormatsParams, *, timeout_ms: int | None = None) -> FormatsResult:
        """Calls `formats`."""
        wire = params.model_dump(mode="json", by_alias=True)
        raw = await self._client.call("wide-range", "formats", wire, timeout_ms=timeout_ms)
        return FormatsResult.model_validate(raw)

    async def hard(self, params: HardParams, *, timeout_ms: int | None = None) -> HardResult:
        """Calls `hard`."""
        wire = params.model_dump(mode="json", by_alias=True)
        raw = await self._client.call("wide-range", "hard", wire, timeout_ms=timeout_ms)
        return HardResult.model_validate(raw)

    async def ping(self, params: PingParams) -> None:
        """Notifies `ping`."""
        wire = params.model_dump(mode="json", by_alias=True)
        await self._client.notify("wide-range", "ping", wire)


class WideRangeService(ABC):
    """Serves the methods of `wide-range`."""

    @abstractmethod
    async def add(self, params: AddParams) -> AddResult:
        """Adds.

        Adds two numbers, whose names are those of their results.

        Raises `RpcError`:
        - -32000: result out of range
        - 7: tired
        """

    @abstractmethod
    async def get_url(self, params: GetURLParams) -> GetURLResult:
        """Names of members that Python or Pydantic has itself."""

    @abstractmethod
    async def import_(self, params: ImportParams) -> ImportResult:
        """Calls `import`."""

    @abstractmethod
    async def optional(self, params: OptionalParams) -> OptionalResult:
        """Calls `optional`."""

    @abstractmethod
    async def pay(self, params: PayParams) -> PayResult:
        """Calls `pay`."""

    @abstractmethod
    async def shapes(self, params: ShapesParams) -> ShapesResult:
        """Calls `shapes`."""

    @abstractmethod
    async def trees(self, params: TreesParams) -> TreesResult:
        """Calls `trees`."""

    @abstractmethod
    async def merge(self, params: MergeParams) -> MergeResult:
        """Calls `merge`."""

    @abstractmethod
    async def formats(self, params: FormatsParams) -> FormatsResult:
        """Calls `formats`."""

    @abstractmethod
    async def hard(self, params: HardParams) -> HardResult:
        """Calls `hard`."""

    @abstractmethod
    async def ping(self, params: PingParams) -> None:
        """Notifies `ping`."""


METHODS = {
    "add": MethodEntry(params_model=AddParams, result_model=AddResult, handler_attr="add"),
    "getURL": MethodEntry(params_model=GetURLParams, result_model=GetURLResult, handler_attr="get_url"),
    "import": MethodEntry(params_model=ImportParams, result_model=ImportResult, handler_attr="import_"),
    "optional": MethodEntry(params_model=OptionalParams, result_model=OptionalResult, handler_attr="optional"),
    "pay": MethodEntry(params_model=PayParams, result_model=PayResult, handler_attr="pay"),
    "shapes": MethodEntry(params_model=ShapesParams, result_model=ShapesResult, handler_attr="shapes"),
    "trees": MethodEntry(params_model=TreesParams, result_model=TreesResult, handler_attr="trees"),
    "merge": MethodEntry(params_model=MergeParams, result_model=MergeResult, handler_attr="merge"),
    "formats": MethodEntry(params_model=FormatsParams, result_model=FormatsResult, handler_attr="formats"),
    "hard": MethodEntry(params_model=HardParams, result_model=HardResult, handler_attr="hard"),
    "ping": MethodEntry(params_model=PingParams, result_model=None, handler_attr="ping"),
}

wide_range_contract = Contract(service="wide-range", methods=METHODS)
