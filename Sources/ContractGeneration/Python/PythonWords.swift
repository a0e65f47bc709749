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

    /// Modules of Python 3.9 to 3.14, and those that generated code is used with: where a script runs, its folder comes
    /// first in the search, so that one of their names would hide them from all that import them.
    static let modulesInUse = set(
        """
        abc aifc annotated_types annotationlib antigravity argparse array ast asynchat asyncio asyncore atexit
        audioop base64 bdb binascii binhex bisect builtins bz2 calendar cgi cgitb chunk clamator_protocol cmath
        cmd code codecs codeop collections colorsys compileall compression concurrent configparser contextlib
        contextvars copy copyreg crypt csv ctypes curses dataclasses datetime dbm decimal difflib dis distutils
        doctest email encodings ensurepip enum errno faulthandler fcntl filecmp fileinput fnmatch formatter
        fractions ftplib functools gc genericpath getopt getpass gettext glob graphlib grp gzip hashlib heapq
        hmac html http idlelib imaplib imghdr imp importlib inspect io ipaddress itertools json keyword lib2to3
        linecache locale logging lzma macpath mailbox mailcap marshal math mimetypes mmap modulefinder msilib
        msvcrt multiprocessing netrc nis nntplib nt ntpath nturl2path numbers opcode operator optparse os
        ossaudiodev parser pathlib pdb pickle pickletools pipes pkgutil platform plistlib poplib posix posixpath
        pprint profile pstats pty pwd py_compile pyclbr pydantic pydantic_core pydoc pydoc_data pyexpat queue
        quopri random re readline reprlib resource rlcompleter runpy sched secrets select selectors shelve shlex
        shutil signal site smtpd smtplib sndhdr socket socketserver spwd sqlite3 sre_compile sre_constants
        sre_parse ssl stat statistics string stringprep struct subprocess sunau symbol symtable sys sysconfig
        syslog tabnanny tarfile telnetlib tempfile termios textwrap this threading time timeit tkinter token
        tokenize tomllib trace traceback tracemalloc tty turtle turtledemo types typing typing_extensions
        typing_inspection unicodedata unittest urllib uu uuid venv warnings wave weakref webbrowser winreg
        winsound wsgiref xdrlib xml xmlrpc zipapp zipfile zipimport zlib zoneinfo
        """)

    private static func set(_ words: String) -> Set<ExactString> {
        Set(words.split(whereSeparator: \.isWhitespace).map { ExactString($0) })
    }
}
