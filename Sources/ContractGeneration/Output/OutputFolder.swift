package import ClamatorSystem

/// The folder that generated files are in, and nothing else that bears their mark.
package struct OutputFolder {
    private let path: String
    private let language: CodeLanguage

    /// Makes it of a folder, which need not be there.
    package init(_ path: String, of language: CodeLanguage) {
        self.path = path
        self.language = language
    }

    /// Something that is to be done to the folder.
    package struct Change: Equatable, Sendable {
        /// The file's path.
        package let path: String
        /// What is to be there; nil for a file whose contract is gone.
        package let text: String?
        /// What is there; nil where nothing is.
        package let present: String?
    }

    /// What is to be done for the folder to have these files and no other that bears their mark.
    ///
    /// - Parameter files: The files.
    /// - Returns: The changes, in the order of the files, those to remove at the end.
    /// - Throws: `FileError` where the folder, or a file in it, cannot be read.
    package func changes(for files: [GeneratedFile]) throws(FileError) -> [Change] {
        var changes: [Change] = []
        for file in files {
            let path = "\(path)/\(file.name)"
            let present = Files.exists(path) ? try text(at: path) : nil
            if present.map({ !$0.utf8.elementsEqual(file.text.utf8) }) ?? true {
                changes.append(Change(path: path, text: file.text, present: present))
            }
        }
        guard Files.isFolder(path) == true else { return changes }
        for name in try Files.names(in: path)
        where name.hasSuffix(language.ending) && !files.contains(where: { $0.name.utf8.elementsEqual(name.utf8) }) {
            let path = "\(path)/\(name)"
            guard Files.Identity(of: path) != nil else { continue }
            let present = try text(at: path)
            if present.hasPrefix(language.mark) { changes.append(Change(path: path, text: nil, present: present)) }
        }
        return changes
    }

    private func text(at path: String) throws(FileError) -> String {
        String(decoding: try Files.read(path), as: UTF8.self)
    }

    /// Does what is to be done.
    ///
    /// - Parameter changes: The changes.
    /// - Throws: `FileError` where a file cannot be written or removed.
    package func apply(_ changes: [Change]) throws(FileError) {
        for change in changes {
            if let text = change.text {
                try Files.makeFolders(path)
                try Files.write(text, to: change.path)
            } else {
                try Files.remove(change.path)
            }
        }
    }
}
