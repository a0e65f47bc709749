/// Counts what the calls of one sender leave to be done when their sending returns: handlers that wait, for a
/// notification or on after a call's time-out, and notifications that are still to be written to a connection.
///
/// Each keeps its request in memory. A sender of many puts a backlog into its `CallContext` and sends no more while too
/// much is left.
package protocol Backlog: AnyObject, Sendable {
    /// Something is left to be done that keeps about so many bytes. Never waits.
    func begin(bytes: Int)

    /// It is done. Never waits.
    func end(bytes: Int)

    /// A notification is on its way that another process has to take, and keeps about so many bytes. Never waits.
    func beginSending(bytes: Int)

    /// It was taken, or could not be sent. Never waits.
    func endSending(bytes: Int, failure: ClamatorTransportError?)
}
