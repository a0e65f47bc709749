/// What generated modules declare for themselves where they use it.
enum PythonHelper: Int, CaseIterable {
    // In the order in which they are written.
    case wire, notNull, constant, whole, integer, number, equality, oneOf, unique, multipleOf, matches, format, dates
    case durations, uuids, addresses, pointers, first, rest, object, tagged

    /// The helpers that one uses itself.
    var uses: [PythonHelper] {
        switch self {
        case .integer: [.whole]
        case .oneOf, .unique: [.equality]
        case .dates, .durations, .uuids, .addresses, .pointers: [.format]
        case .object: [.notNull, .constant]
        case .tagged: [.object, .constant]
        default: []
        }
    }

    /// The names that it imports, with the modules that have them.
    var imports: [(module: String, names: [String])] {
        switch self {
        case .wire: [("typing", ["Any"]), ("pydantic", ["Field"])]
        case .notNull, .whole:
            [("typing", ["Any"]), ("pydantic", ["BeforeValidator"]), ("pydantic_core", ["PydanticCustomError"])]
        case .constant: []
        case .integer: [("typing", ["Annotated"]), ("pydantic", ["Strict"])]
        case .number: [("typing", ["Annotated"]), ("pydantic", ["Field", "Strict"])]
        case .equality: [("typing", ["Any"]), ("pydantic", ["BaseModel"])]
        case .oneOf, .unique:
            [("typing", ["Any"]), ("pydantic", ["BeforeValidator"]), ("pydantic_core", ["PydanticCustomError"])]
        case .multipleOf:
            [
                ("fractions", ["Fraction"]), ("typing", ["Any"]), ("pydantic", ["AfterValidator"]),
                ("pydantic_core", ["PydanticCustomError"]),
            ]
        case .matches, .rest: [("typing", ["Any"]), ("pydantic_core", ["core_schema"])]
        case .format:
            [
                ("collections.abc", ["Callable"]), ("typing", ["Any"]), ("pydantic", ["AfterValidator"]),
                ("pydantic_core", ["PydanticCustomError"]),
            ]
        case .dates: [("datetime", ["date"])]
        case .addresses: [("ipaddress", ["IPv4Address", "IPv6Address"])]
        case .durations, .uuids, .pointers: []
        case .first: [("typing", ["Any"])]
        case .object:
            [
                ("functools", ["cache"]), ("typing", ["TYPE_CHECKING", "Any"]),
                (
                    "pydantic",
                    [
                        "BaseModel", "ConfigDict", "SerializationInfo", "SerializerFunctionWrapHandler",
                        "model_serializer",
                    ]
                ),
            ]
        case .tagged: [("pydantic", ["model_validator"]), ("pydantic_core", ["PydanticCustomError"])]
        }
    }

    /// Whether it uses the module of regular expressions.
    var usesExpressions: Bool { [.dates, .durations, .uuids, .pointers].contains(self) }

    /// The declarations.
    var text: String {
        switch self {
        case .wire:
            #"""
            def _wire(name: str) -> Any:
                """The name of a member on the wire."""
                return Field(validation_alias=name, serialization_alias=name)
            """#
        case .notNull:
            #"""
            def _refuse_null(value: Any) -> Any:
                if value is None:
                    raise PydanticCustomError("not_null", "Input should not be null; leave it out")
                return value


            # A member that may be absent, but not null: None stands for one that is absent.
            _NOT_NULL = BeforeValidator(_refuse_null)
            """#
        case .constant:
            #"""
            # A member that has but one value: constructors know it.
            _CONSTANT = object()
            """#
        case .whole:
            #"""
            def _to_integer(value: Any) -> Any:
                if isinstance(value, bool):
                    raise PydanticCustomError("int_type", "Input should be a valid integer")
                return int(value) if isinstance(value, float) and value.is_integer() else value


            # An integer is what has no fraction: 2.0 is one.
            _WHOLE = BeforeValidator(_to_integer)
            """#
        case .integer: "Integer = Annotated[int, Strict(), _WHOLE]"
        case .number:
            #"""
            Number = Annotated[
                Annotated[int, Strict()] | Annotated[float, Strict(), Field(allow_inf_nan=False)],
                Field(union_mode="left_to_right"),
            ]
            """#
        case .equality:
            #"""
            def _key(value: Any) -> Any:
                """What values have in common that are equal in JSON."""
                if isinstance(value, BaseModel):
                    value = value.model_dump(mode="json", by_alias=True)
                if isinstance(value, dict):
                    return "object", frozenset((name, _key(member)) for name, member in value.items())
                if isinstance(value, (list, tuple)):
                    return "array", tuple(_key(element) for element in value)
                return isinstance(value, bool), value
            """#
        case .oneOf:
            #"""
            def _one_of(*values: Any) -> Any:
                keys = {_key(value) for value in values}

                def check(value: Any) -> Any:
                    if _key(value) not in keys:
                        raise PydanticCustomError("one_of", "Input should be one of {values}", {"values": repr(values)})
                    return value

                return BeforeValidator(check)
            """#
        case .unique:
            #"""
            def _refuse_repetition(value: Any) -> Any:
                if isinstance(value, (list, tuple)) and len({_key(element) for element in value}) < len(value):
                    raise PydanticCustomError("unique", "Elements should all be different")
                return value


            _UNIQUE = BeforeValidator(_refuse_repetition)
            """#
        case .multipleOf:
            #"""
            def _multiple_of(divisor: str) -> Any:
                exact = Fraction(divisor)

                def check(value: Any) -> Any:
                    if Fraction(str(value)) % exact:
                        raise PydanticCustomError(
                            "multiple_of", "Input should be a multiple of {multiple_of}", {"multiple_of": divisor}
                        )
                    return value

                return AfterValidator(check)
            """#
        case .matches:
            #"""
            class _Matches:
                """A pattern beside another."""

                def __init__(self, pattern: str) -> None:
                    self.pattern = pattern

                def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
                    return core_schema.chain_schema([handler(source), core_schema.str_schema(pattern=self.pattern)])
            """#
        case .format:
            #"""
            def _format(name: str, accepts: Callable[[str], Any]) -> Any:
                def check(value: str) -> str:
                    if not accepts(value):
                        raise PydanticCustomError("format", "Input should be a valid {format}", {"format": name})
                    return value

                return AfterValidator(check)
            """#
        case .dates: PythonFormats.dates
        case .durations: PythonFormats.durations
        case .uuids: PythonFormats.uuids
        case .addresses: PythonFormats.addresses
        case .pointers: PythonFormats.pointers
        case .first:
            #"""
            class _First:
                """Several types, of which a value is of the first that takes it."""

                def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
                    schema = union = handler(source)
                    # Types that are the same are one, and one with null is told apart from the others.
                    while union["type"] in ("definitions", "nullable"):
                        union = union["schema"]
                    if union["type"] == "union":
                        union["mode"] = "left_to_right"
                    return schema
            """#
        case .rest:
            #"""
            class _Elements:
                """The types of the first elements of a tuple, and of those behind them."""

                def __init__(self, *first: Any, rest: Any) -> None:
                    self.first, self.rest = first, rest

                def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
                    return core_schema.tuple_schema(
                        [handler.generate_schema(item) for item in (*self.first, self.rest)],
                        variadic_item_index=len(self.first),
                    )
            """#
        case .object:
            #"""
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
            """#
        case .tagged:
            #"""
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
            """#
        }
    }
}
