import ClamatorJSON

/// The words that names in generated Python must not be.
enum PythonWords {
    /// Words of the language.
    static let keywords = set(
        """
        and as assert async await break class continue def del elif else except finally for from global if import in is
        lambda match case nonlocal not or pass raise return try type while with yield
        """
    ).subtracting(["match", "case", "type"])

    /// Members that Pydantic gives every model, and types that the annotations of members name: a member's default
    /// would hide these in its class.
    static let membersInUse = set(
        """
        construct copy dict from_orm json parse_file parse_obj parse_raw schema schema_json update_forward_refs validate
        model_computed_fields model_config model_construct model_copy model_dump model_dump_json model_extra model_fields
        model_fields_set model_json_schema model_parametrized_name model_post_init model_rebuild model_validate
        model_validate_json model_validate_strings float int list str tuple
        """)

    /// What stands around methods: the types that their annotations name, and decorators.
    static let methodsInUse = set("int abstractmethod deprecated")

    /// What generated code declares or imports where the types of a service stand.
    static let typesInUse = set(
        """
        ABC AfterValidator Annotated Any BaseModel BeforeValidator Callable ClamatorClient ConfigDict Contract Decimal
        False Field Fraction Integer IPv4Address IPv6Address Literal METHODS MethodEntry None Number Pattern
        PydanticCustomError RootModel SerializationInfo SerializerFunctionWrapHandler Strict StrictBool StrictStr True
        TYPE_CHECKING TypeAliasType TypeError Union ValueError
        """)

    private static func set(_ words: String) -> Set<ExactString> {
        Set(words.split(whereSeparator: \.isWhitespace).map { ExactString($0) })
    }
}
