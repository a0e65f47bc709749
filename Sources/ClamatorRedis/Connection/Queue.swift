/// First in, first out.
struct Queue<Element> {
    private var elements: [Element?] = []
    private var head = 0

    var count: Int { elements.count - head }
    var isEmpty: Bool { count == 0 }

    mutating func append(_ element: Element) { elements.append(element) }

    mutating func append(contentsOf others: some Sequence<Element>) { elements.append(contentsOf: others.map { $0 }) }

    mutating func popFirst() -> Element? {
        guard head < elements.count else { return nil }
        let first = elements[head]
        elements[head] = nil
        head += 1
        if head > 64, head * 2 > elements.count {
            elements.removeFirst(head)
            head = 0
        }
        return first
    }

    /// Drops the elements that are obsolete.
    mutating func removeAll(where isObsolete: (Element) -> Bool) {
        elements = elements[head...].filter { $0.map { !isObsolete($0) } ?? false }
        head = 0
    }

    /// Takes all.
    mutating func removeAll() -> [Element] {
        defer { self = Queue() }
        return elements[head...].compactMap { $0 }
    }
}
