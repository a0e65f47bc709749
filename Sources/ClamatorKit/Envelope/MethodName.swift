private import Synchronization

/// The full name of a method, `service.method`, as requests have it.
struct MethodName: Sendable {
    /// The name, a string.
    let json: JSON
    /// How many bytes of it are the service's.
    let serviceLength: Int

    /// Joins two names.
    ///
    /// - Throws: `InvalidRequest` where one is ill-formed.
    init(service: String, method: String) throws(InvalidRequest) {
        guard Names.isService(service.utf8) else { throw InvalidRequest(reason: "invalid service \"\(service)\"") }
        guard Names.isMethod(method.utf8) else { throw InvalidRequest(reason: "invalid method \"\(method)\"") }
        json = JSON("\(service).\(method)")
        serviceLength = service.utf8.count
    }

    /// Whether it is made of these names.
    fileprivate func joins(_ service: String, _ method: String) -> Bool {
        let name = json.view.bytes
        guard service.utf8.count == serviceLength, method.utf8.count == name.count - serviceLength - 1 else {
            return false
        }
        return method.withBytes { name.part((serviceLength + 1)...).isEqual(to: $0) }
            && service.withBytes { name.part(..<serviceLength).isEqual(to: $0) }
    }
}

/// The names that were used last, since a program calls a few methods again and again, and a name takes as long to make
/// as to send.
final class MethodNames: Sendable {
    private let names = Mutex<[MethodName?]>(Array(repeating: nil, count: 64))

    /// The name that joins two.
    ///
    /// - Throws: `InvalidRequest` where one is ill-formed.
    func name(_ service: String, _ method: String) throws(InvalidRequest) -> MethodName {
        // Names of the same length often differ in their last letters.
        let last = method.utf8.last.map { Int($0) } ?? 0
        let index = (service.utf8.count &* 5 &+ method.utf8.count &* 3 &+ last) & 63
        if let name = names.withLock({ $0[index] }), name.joins(service, method) { return name }
        let name = try MethodName(service: service, method: method)
        names.withLock { $0[index] = name }
        return name
    }
}
