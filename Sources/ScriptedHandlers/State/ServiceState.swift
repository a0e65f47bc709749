import ClamatorKit

/// What the rules of a service keep from one call to the next, by name. It takes no more than 64 MiB of memory.
struct ServiceState: Sendable {
    /// The most that it may take, in bytes.
    static let largest = 64 << 20

    private(set) var values: [ExactString: StateValue]
    private var size: Int

    /// Takes what a handlers file begins with, which may be larger: it is in memory anyway.
    init(_ values: [ExactString: JSON]) {
        self.values = values.mapValues { StateValue($0) }
        size = self.values.values.reduce(0) { $0 + $1.size }
    }

    /// Changes all of these values, or none.
    ///
    /// - Throws: `StateLimit` where the state would grow too large.
    mutating func apply(_ changes: [StateChange]) throws(StateLimit) {
        guard !changes.isEmpty else { return }
        // Of a name that changes twice the last value counts, and what is freed is known only then.
        var last: [ExactString: StateChange.Kind] = [:]
        for change in changes { last[change.name] = change.kind }
        var changed = size
        for (name, kind) in last {
            switch kind {
            case .value(let value): changed += value.size - (values[name]?.size ?? 0)
            case .push(let element): changed += ValueList.size(of: element)
            case .put(let value, let key):
                changed += becomeObject(name)
                if case .object(let object)? = values[name] { changed += object.growth(putting: value, as: key) }
            case .delete: changed += becomeObject(name)
            }
        }
        guard changed <= max(Self.largest, size) else { throw StateLimit() }
        for (name, kind) in last {
            switch kind {
            case .value(let value): values[name] = value
            case .push(let element): push(element, to: name)
            case .put(let value, let key): changeObject(name) { $0.put(value, as: key) }
            case .delete(let key):
                changed +=
                    changeObject(name) { object in
                        let before = object.size
                        object.delete(key)
                        return object.size - before
                    } ?? 0
            }
        }
        size = changed
    }

    /// Keeps the members of an object by themselves from now on.
    ///
    /// - Returns: How much more memory that takes.
    private mutating func becomeObject(_ name: ExactString) -> Int {
        guard case .json(let json)? = values[name] else { return 0 }
        let object = ValueObject(json)
        values[name] = .object(object)
        size += object.size - json.size
        return object.size - json.size
    }

    @discardableResult
    private mutating func changeObject<Result>(
        _ name: ExactString, _ body: (inout ValueObject) -> Result
    ) -> Result? {
        guard let index = values.index(forKey: name), case .object(var object) = values.values[index] else {
            return nil
        }
        // Taken out meanwhile, the object is not shared and is changed without a copy.
        values.values[index] = .json(.null)
        defer { values.values[index] = .object(object) }
        return body(&object)
    }

    private mutating func push(_ element: JSON, to name: ExactString) {
        guard let index = values.index(forKey: name), case .list(var list) = values.values[index] else { return }
        // Taken out meanwhile, the list is not shared and takes the element without a copy.
        values.values[index] = .json(.null)
        list.append(element)
        values.values[index] = .list(list)
    }
}

/// A call that would make the state of its service too large.
struct StateLimit: DescribedError {
    var name: String { LimitReached.wireName }
    var message: String { "limit reached: the state would be larger than \(ServiceState.largest >> 20) MiB" }
}
