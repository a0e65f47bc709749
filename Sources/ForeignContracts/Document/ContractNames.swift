package import ClamatorJSON
import ClamatorKit

/// The names that a contract gives to what other formats name in their own ways.
package struct ContractNames {
    private var taken: Set<ExactString> = []
    /// The last number that a name got; the search for the next goes on from there.
    private var numbers: [ExactString: Int] = [:]

    /// Makes a set of names of which none is taken.
    package init() {}

    /// Makes the names of a service's methods, which are called thus on the wire. Those that are `service.method` there
    /// come first: each keeps its name, since no other may be called so.
    init(of service: String, for wireNames: some Sequence<ExactString>) {
        taken = Set(wireNames.compactMap { Self.own($0, of: service) })
    }

    /// A method's name for its name on the wire: its parts, split at what is neither letter nor digit, in camel case
    /// and without what is beyond ASCII. One that is taken gets a number.
    ///
    /// `eth_getBalance` becomes `ethGetBalance`, `tools/call` `toolsCall`.
    package mutating func method(for wireName: ExactString) -> ExactString {
        let parts = wireName.string.unicodeScalars.split {
            !$0.properties.isAlphabetic && $0.properties.numericType == nil
        }
        var name = ""
        for part in parts {
            let kept = part.filter(\.isASCII)
            guard let first = kept.first else { continue }
            let letter = Character(first)
            name += name.isEmpty ? letter.lowercased() : letter.uppercased()
            name.unicodeScalars.append(contentsOf: kept.dropFirst())
        }
        if name.utf8.first.map({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) ?? true {
            name = "method" + name
        }
        return take(ExactString(name))
    }

    /// The same for a method of a service, of which these are the names.
    ///
    /// - Returns: The name, and whether the wire name has to be kept beside it.
    mutating func method(
        for wireName: ExactString, of service: String
    ) -> (name: ExactString, keepsWireName: Bool) {
        if let own = Self.own(wireName, of: service) { return (own, false) }
        return (method(for: wireName), true)
    }

    /// The method that a wire name names, where it is `service.method` of a service.
    private static func own(_ wireName: ExactString, of service: String) -> ExactString? {
        guard let parts = Names.parts(of: wireName.string), parts.service.utf8.elementsEqual(service.utf8),
            Names.isMethod(parts.method.utf8)
        else { return nil }
        return ExactString(parts.method)
    }

    /// The name, or, where it is taken, the name with the first number from 2 that makes it free.
    package mutating func take(_ name: ExactString) -> ExactString {
        var free = name
        while !taken.insert(free).inserted {
            let number = numbers[name, default: 1] + 1
            numbers[name] = number
            free = ExactString("\(name)\(number)")
        }
        return free
    }

    /// Takes a name, or leaves it taken.
    mutating func reserve(_ name: ExactString) { taken.insert(name) }

    /// A service's name for a title or the name of a file: lower case, with hyphens where other characters stood.
    package static func service(for title: String) -> String {
        let parts = title.unicodeScalars.split {
            !$0.isASCII || !($0.properties.isAlphabetic || $0.properties.numericType != nil)
        }
        let name = parts.map { String($0).lowercased() }.joined(separator: "-")
        guard let first = name.utf8.first else { return "service" }
        return (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first) ? name : "service-" + name
    }

    /// A service's name for a file: `mcp.schema.json` is named `mcp`.
    package static func service(forFile path: String) -> String {
        var name = FileFormat.stem(of: Files.name(of: path))[...].utf8
        for ending in [".schema", ".openrpc"] where name.count > ending.utf8.count {
            if name.suffix(ending.utf8.count).elementsEqual(ending.utf8) { name = name.dropLast(ending.utf8.count) }
        }
        return service(for: String(Substring(name)))
    }
}
