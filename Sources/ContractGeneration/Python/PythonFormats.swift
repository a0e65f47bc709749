import StringFormats

/// The formats of strings that generated Python checks.
enum PythonFormats {
    /// The name of what checks a format, and where it is declared; nil for one that is left to the contract.
    static func check(of format: Format) -> (name: String, helper: PythonHelper)? {
        switch format {
        case .date: ("_DATE", .dates)
        case .time: ("_TIME", .dates)
        case .dateTime: ("_DATE_TIME", .dates)
        case .duration: ("_DURATION", .durations)
        case .uuid: ("_UUID", .uuids)
        case .ipv4: ("_IPV4", .addresses)
        case .ipv6: ("_IPV6", .addresses)
        case .jsonPointer: ("_JSON_POINTER", .pointers)
        case .relativeJSONPointer: ("_RELATIVE_JSON_POINTER", .pointers)
        default: nil
        }
    }

    /// Dates and times by RFC 3339, section 5.6.
    static let dates = #"""
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
        """#

    /// Durations by the ABNF of RFC 3339, appendix A.
    static let durations = #"""
        _DURATION = _format(
            "duration",
            re.compile(
                r"P(?:[0-9]+W|(?=[0-9T])"
                r"(?:[0-9]+Y(?:[0-9]+M(?:[0-9]+D)?)?|[0-9]+M(?:[0-9]+D)?|[0-9]+D)?"
                r"(?:T(?:[0-9]+H(?:[0-9]+M(?:[0-9]+S)?)?|[0-9]+M(?:[0-9]+S)?|[0-9]+S))?)",
                re.ASCII | re.IGNORECASE,
            ).fullmatch,
        )
        """#

    /// UUIDs by RFC 4122.
    static let uuids = #"""
        _UUID = _format("uuid", re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}").fullmatch)
        """#

    /// Addresses by RFC 2673 and RFC 4291.
    static let addresses = #"""
        def _is_address(kind: type[IPv4Address] | type[IPv6Address], text: str) -> bool:
            try:
                kind(text)
            except ValueError:
                return False
            return text.isascii() and "%" not in text


        _IPV4 = _format("ipv4", lambda text: _is_address(IPv4Address, text))
        _IPV6 = _format("ipv6", lambda text: _is_address(IPv6Address, text))
        """#

    /// JSON pointers by RFC 6901, and relative ones.
    static let pointers = #"""
        _JSON_POINTER = _format("json-pointer", re.compile(r"(?:/(?:[^~/]|~[01])*)*").fullmatch)
        _RELATIVE_JSON_POINTER = _format(
            "relative-json-pointer", re.compile(r"(?:0|[1-9][0-9]*)(?:#|(?:/(?:[^~/]|~[01])*)*)").fullmatch
        )
        """#
}
