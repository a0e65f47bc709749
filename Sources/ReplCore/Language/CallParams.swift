internal import ClamatorKit

/// The params that arguments make together.
extension CallArguments {
    /// Puts the params together.
    ///
    /// - Parameter readsInput: Whether `@-` may read the standard input.
    /// - Returns: The params; an empty object if there is none.
    /// - Throws: `UsageError` for the first argument that makes no sense, or whose file cannot be read.
    func params(readsInput: Bool = false) throws(UsageError) -> JSON {
        var tree = ParamsTree()
        var hasReadInput = false
        for argument in arguments {
            // What is sent is worth more work than what is shown at every key.
            let work = TypingWork(steps: 10 * TypingWork.perKey)
            var value: JSON
            switch meaning(of: argument, in: Expectation(names.schema.map { [$0] } ?? [], work)) {
            case .value(let known): value = known
            case .file(let path):
                let isInput = path.utf8.elementsEqual("-".utf8)
                if isInput, hasReadInput { throw UsageError("@- is given twice, but the standard input is read once") }
                hasReadInput = hasReadInput || isInput
                value = try Self.json(in: path, readsInput: readsInput)
                if argument.path.isEmpty { value = try allParams(of: value) }
            case .mistake(let mistake): throw UsageError(mistake.message)
            }
            if argument.path.isEmpty { return value }
            tree.set(value, at: argument.path[...])
        }
        return tree.json
    }

    private static func json(in path: String, readsInput: Bool) throws(UsageError) -> JSON {
        let isInput = path.utf8.elementsEqual("-".utf8)
        let text: [UInt8]
        if isInput, !readsInput { throw UsageError("@- is the standard input, which is not free here") }
        do throws(FileError) {
            text = try isInput ? StandardInput.readAll() : Files.read(path)
        } catch {
            throw UsageError(error.description, fileFault: error.fault)
        }
        do throws(JSONError) {
            return try JSON(parsing: text)
        } catch {
            let name = isInput ? "standard input" : Printable.escape(path)
            throw UsageError("\(name):\(error.line):\(error.column): no JSON: \(error.reason)", fileFault: .wrong)
        }
    }
}
