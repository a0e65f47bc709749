package import ClamatorJSON

/// Makes values smaller for as long as something holds of them: members and elements removed, strings shortened,
/// numbers nearer to 0.
///
///     var shrinker = ValueShrinker(attempts: 200)
///     let smallest = await shrinker.shrink(value) { await stillFails($0) }
package struct ValueShrinker: Sendable {
    /// How many more values may be tried.
    package private(set) var attempts: Int

    /// - Parameter attempts: How many values may be tried.
    package init(attempts: Int) { self.attempts = attempts }

    /// The smallest value found of which something holds, as it does of the first.
    package mutating func shrink(_ value: JSON, while holds: (JSON) -> Bool) -> JSON {
        var walk = ShrinkingWalk(value)
        while attempts > 0, let smaller = walk.next() {
            attempts -= 1
            walk.report(holds(smaller))
        }
        return walk.value
    }
}

/// The values to try on the way to a smaller one, each after it is known whether the one before will do.
package struct ShrinkingWalk: Sendable {
    /// The smallest value that is known to do.
    package private(set) var value: JSON
    /// What could be tried instead: the nearest to be tried last.
    private var waiting: [JSON] = []
    private var current: JSON?
    /// Values that were tried, or given out.
    private var seen: Set<JSON>
    /// The parts of the value in order, from the whole inward.
    private var paths: [JSONPointer] = []
    private var index = 0
    /// Whether something was found in this turn through all parts.
    private var hasImproved = false

    /// More parts of a value are not looked at.
    private static let mostPaths = 500

    /// Begins with a value that will do.
    package init(_ value: JSON) {
        self.value = value
        seen = [value]
        begin()
    }

    private mutating func begin() {
        paths = ShrinkingWalk.paths(in: value)
        index = 0
        hasImproved = false
        waiting = offers()
    }

    /// The next value to try; nil where nothing smaller is left to try.
    package mutating func next() -> JSON? {
        while true {
            while let offer = waiting.popLast() {
                guard seen.insert(offer).inserted else { continue }
                current = offer
                return offer
            }
            index += 1
            if index < paths.count {
                waiting = offers()
            } else if hasImproved {
                begin()
            } else {
                return nil
            }
        }
    }

    /// Says whether the value given last will do.
    package mutating func report(_ holds: Bool) {
        guard holds, let current else { return }
        value = current
        hasImproved = true
        // The same part again: what lay in it may be gone.
        waiting = offers()
    }

    /// What could stand for the value, changed in the current part; the best last.
    private func offers() -> [JSON] {
        guard paths.indices.contains(index), let part = value[paths[index]] else { return [] }
        return Smaller.offers(for: part).reversed().map { value.replacing(paths[index].tokens[...], by: $0) }
    }

    private static func paths(in value: JSON) -> [JSONPointer] {
        var paths = [JSONPointer()]
        var next = 0
        while next < paths.count, paths.count < mostPaths {
            let path = paths[next]
            next += 1
            guard let part = value[path] else { continue }
            if part.kind == .array {
                paths += (0..<part.count).prefix(mostPaths).map { path.appending(ExactString($0)) }
            } else {
                paths += part.lastMembers.prefix(mostPaths).map { path.appending($0.name) }
            }
        }
        return paths
    }
}

/// Smaller values to stand for one, the smallest first.
private enum Smaller {
    static func offers(for value: JSON) -> [JSON] {
        switch value.kind {
        case .null, .false: []
        case .true: [false]
        case .number: numbers(value)
        case .string: strings(value)
        case .array: arrays(value)
        case .object: objects(value)
        }
    }

    /// Without any of its members, without half of them, and without each; with a shorter name for each.
    private static func objects(_ value: JSON) -> [JSON] {
        let members = value.lastMembers
        guard !members.isEmpty else { return [] }
        var offers: [JSON] = [[:]]
        if members.count > 3 {
            let half = members.count / 2
            offers += [JSON(members: Array(members[..<half])), JSON(members: Array(members[half...]))]
        }
        for index in members.indices.reversed() {
            var fewer = members
            fewer.remove(at: index)
            offers.append(JSON(members: fewer))
        }
        let names = Set(members.map(\.name))
        for index in members.indices {
            let name = members[index].name.string
            guard name.unicodeScalars.count > 1 else { continue }
            let short = ["a", "A", "0", "_"] + "bcdefghijklmnopqrstuvwxyz".map(String.init)
            let free = short.map { ExactString($0) }.filter { !names.contains($0) }
            for shorter in free.prefix(3) + [ExactString(String(name.prefix(1)))] where !names.contains(shorter) {
                var renamed = members
                renamed[index].name = shorter
                offers.append(JSON(members: renamed))
            }
        }
        return offers
    }

    private static func arrays(_ value: JSON) -> [JSON] {
        let elements = value.elements
        guard !elements.isEmpty else { return [] }
        var offers: [JSON] = [[]]
        if elements.count > 3 {
            let half = elements.count / 2
            offers += [JSON(Array(elements[..<half])), JSON(Array(elements[half...]))]
        }
        for index in elements.indices.reversed().prefix(100) {
            var fewer = elements
            fewer.remove(at: index)
            offers.append(JSON(fewer))
        }
        return offers
    }

    private static func strings(_ value: JSON) -> [JSON] {
        let scalars = Array((value.string ?? "").unicodeScalars)
        guard !scalars.isEmpty else { return [] }
        func text(_ scalars: some Sequence<Unicode.Scalar>) -> JSON {
            var view = String.UnicodeScalarView()
            view.append(contentsOf: scalars)
            return JSON(String(view))
        }
        var offers: [JSON] = [""]
        var count = 1
        while count < scalars.count {
            offers += [text(scalars[..<count]), text(scalars[(scalars.count - count)...])]
            count = count < 8 ? count + 1 : count * 2
        }
        if scalars.count > 1 { offers += [text(scalars.dropLast()), text(scalars.dropFirst())] }
        // The plainest text of the length.
        if scalars.contains(where: { $0 != "a" }) { offers.append(text(scalars.map { _ in "a" })) }
        return offers
    }

    /// Where integers outgrow what others keep them in.
    private static let landmarks = ["9007199254740993", "9223372036854775807", "9223372036854775808"].compactMap {
        try? JSON(parsing: $0)
    }

    private static func numbers(_ value: JSON) -> [JSON] {
        guard value != 0 else { return [] }
        var offers: [JSON] = [0, 1]
        guard let integer = value.int else {
            guard let double = value.double, double.isFinite else { return offers }
            offers += landmarks
            offers += [0.5, JSON(double < 0 ? Int(max(double, -1e15)) : Int(min(double, 1e15)))]
            offers += [try? JSON(double / 2)].compactMap { $0 }.filter { _ in double.magnitude > 1 }
            return offers.filter { ($0.double ?? 0).magnitude < double.magnitude }
        }
        guard integer != .min else { return offers + [JSON(Int.min + 1)] }
        if integer < 0 { offers.append(JSON(-integer)) }
        // Halfway again and again, from nothing towards the number itself.
        var gap = integer / 2
        while gap != 0 {
            offers.append(JSON(integer - gap))
            gap /= 2
        }
        return offers.filter { $0 != value && ($0.int ?? 0).magnitude <= integer.magnitude }
    }
}

extension JSON {
    /// The value with another where a path leads; the value itself where it leads nowhere.
    package func replacing(_ path: ArraySlice<ExactString>, by value: JSON) -> JSON {
        guard let token = path.first else { return value }
        let rest = path.dropFirst()
        if kind == .array {
            var elements = elements
            guard let index = Int(token.string), elements.indices.contains(index) else { return self }
            elements[index] = elements[index].replacing(rest, by: value)
            return JSON(elements)
        }
        return JSON(
            members: lastMembers.map { ($0.name, $0.name == token ? $0.value.replacing(rest, by: value) : $0.value) })
    }
}
