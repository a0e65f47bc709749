package import ClamatorJSON

/// How Python names things: types in camel case, members and methods in snake case. A name in use gets an underscore
/// behind it.
package struct PythonNaming: NamingPolicy {
    /// A model within a model could not be named in the annotations around it.
    package let nestsTypes = false
    package let joinsServices = false

    /// Makes the rules.
    package init() {}

    package func name(_ words: [ExactString], as role: NameRole) -> String {
        var parts: [String] = []
        for text in words { parts += PythonNameParts.parts(of: text) }
        switch role {
        case .type, .service, .unionCase:
            let name = parts.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
            // No member is named so, and none hides the type in its class.
            let type = name.unicodeScalars.first?.properties.isUppercase == true ? name : "Type" + name
            return PythonWords.typesInUse.contains(ExactString(type)) ? type + "Value" : type
        case .member, .method, .error, .enumerationCase:
            let name = parts.map { $0.lowercased() }.joined(separator: "_")
            if name.unicodeScalars.first?.properties.isXIDStart != true { return "field_" + name }
            let used = role == .method ? PythonWords.methodsInUse : PythonWords.membersInUse
            let word = ExactString(name)
            return PythonWords.keywords.contains(word) || used.contains(word) ? name + "_" : name
        }
    }

    package func name(_ name: String, numbered number: Int) -> String {
        let isType = name.unicodeScalars.first?.properties.isUppercase == true
        // Members are numbered as clamator's own generator does it.
        return isType ? "\(name)\(name.last?.isNumber == true ? "_" : "")\(number)" : "\(name)_\(number - 1)"
    }

    package func key(of name: String) -> String { name }

    package func namesBesideTypes(ofServiceNamed name: String) -> [String] { ["\(name)Client", "\(name)Service"] }

    /// Each service is a module of its own.
    package func namesBesideService(named name: String) -> [String] { [] }

    /// What the names of a service's module and of its contract begin with.
    static func prefix(of service: ExactString) -> String { String(service.string.map { $0 == "-" ? "_" : $0 }) }

    /// The name of a service's module.
    static func module(of service: ExactString) -> String {
        let name = prefix(of: service)
        let word = ExactString(name)
        return PythonWords.keywords.contains(word) || PythonWords.modulesInUse.contains(word) ? name + "_" : name
    }
}

/// The words of which names consist.
enum PythonNameParts {
    /// The words of a text, split at what no identifier has and where a capital begins a word: `getURLPath` has three.
    static func parts(of text: ExactString) -> [String] {
        var parts: [String] = []
        var current: [Unicode.Scalar] = []
        func end() {
            if !current.isEmpty { parts.append(String(String.UnicodeScalarView(current))) }
            current = []
        }
        let scalars = Array(text.string.unicodeScalars)
        for (index, scalar) in scalars.enumerated() {
            guard scalar.properties.isXIDContinue, scalar != "_", isStable(scalar) else {
                end()
                continue
            }
            let next = index + 1 < scalars.count ? scalars[index + 1] : nil
            if scalar.properties.isUppercase, let last = current.last,
                !last.properties.isUppercase || next?.properties.isLowercase == true
            {
                end()
            }
            current.append(scalar)
        }
        end()
        return parts.isEmpty ? [text.isEmpty ? "empty" : "value"] : parts
    }

    /// Whether Python reads a character of a name as it is: names are normalised to NFKC, which replaces some.
    private static func isStable(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII || scalar == "ß" || scalar == "ς" { return true }
        let folded = scalar.properties.lowercaseMapping.unicodeScalars
        return folded.count == 1 && folded.allSatisfy { !$0.properties.changesWhenNFKCCaseFolded }
    }
}
