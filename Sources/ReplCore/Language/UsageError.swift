public import ClamatorKit

/// Something typed that makes no sense, so that nothing was called.
public struct UsageError: Error, Equatable, CustomStringConvertible {
    /// What is wrong; what was typed is in it with control characters escaped.
    public let description: String

    /// What is wrong with the file that was named, where that is all.
    public let fileFault: FileError.Fault?

    init(_ description: String, fileFault: FileError.Fault? = nil) {
        self.description = description
        self.fileFault = fileFault
    }
}
