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
    /// What could be tried instead, made when it is: the nearest to be tried last.
    private var waiting: [Smaller.Offer] = []
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
    /// Equal parts of longer values are not made smaller together.
    private static let longestForEquals = 4096

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
            while let make = waiting.popLast() {
                let offer = make()
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
    private func offers() -> [Smaller.Offer] {
        guard paths.indices.contains(index), let part = value[paths[index]] else { return [] }
        let offers = Smaller.offers(for: part)
        func placed(at paths: [JSONPointer]) -> [Smaller.Offer] {
            offers.reversed().map { [value] make in
                {
                    let smaller = make()
                    return paths.reduce(value) { $0.replacing($1.tokens[...], by: smaller) }
                }
            }
        }
        let equal = equalParts(part)
        return (equal.count > 1 ? placed(at: equal) : []) + placed(at: [paths[index]])
    }

    /// Where the value has what equals a part that is a number or a string: it may be that they must be equal.
    private func equalParts(_ part: JSON) -> [JSONPointer] {
        guard part.kind == .number || part.kind == .string, value.size <= Self.longestForEquals else { return [] }
        return paths.filter { value[$0] == part }
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
    /// Makes such a value: of what is large they are many, and few of them are needed.
    typealias Offer = @Sendable () -> JSON

    /// So many members and elements are left out one by one, so many members renamed, and so many parts of a string
    /// left out.
    private static let mostSingle = 100, mostRenamed = 40, mostCut = 40
    /// So often what is left out is halved.
    private static let halvings = 4

    static func offers(for value: JSON) -> [Offer] {
        func made(_ values: [JSON]) -> [Offer] { values.map { value in { value } } }
        return switch value.kind {
        case .null, .false: []
        case .true: made([false])
        case .number: made(numbers(value))
        case .string: made(strings(value))
        case .array: arrays(value)
        case .object: objects(value)
        }
    }

    /// What to leave out of so many things: all, a half, a quarter and so on, and each.
    private static func removals(of count: Int) -> [Range<Int>] {
        guard count > 0 else { return [] }
        var ranges = [0..<count]
        var size = count / 2
        for _ in 0..<halvings where size > 1 {
            ranges += stride(from: 0, to: count, by: size).map { $0..<min($0 + size, count) }.reversed()
            size /= 2
        }
        return ranges + (0..<count).reversed().prefix(mostSingle).map { $0..<($0 + 1) }
    }

    /// With fewer members, and with a shorter name for each.
    private static func objects(_ value: JSON) -> [Offer] {
        let members = value.lastMembers
        var offers: [Offer] = removals(of: members.count).map { range in
            {
                var fewer = members
                fewer.removeSubrange(range)
                return JSON(members: fewer)
            }
        }
        let names = Set(members.map(\.name))
        for index in members.indices.prefix(mostRenamed) {
            let name = members[index].name.string
            guard name.unicodeScalars.count > 1 else { continue }
            let short = ["a", "A", "0", "_"] + "bcdefghijklmnopqrstuvwxyz".map(String.init)
            let free = short.map { ExactString($0) }.filter { !names.contains($0) }
            for shorter in free.prefix(3) + [ExactString(String(name.prefix(1)))] where !names.contains(shorter) {
                offers.append {
                    var renamed = members
                    renamed[index].name = shorter
                    return JSON(members: renamed)
                }
            }
        }
        return offers
    }

    private static func arrays(_ value: JSON) -> [Offer] {
        let elements = value.elements
        return removals(of: elements.count).map { range in
            {
                var fewer = elements
                fewer.removeSubrange(range)
                return JSON(fewer)
            }
        }
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
        // Without one of its characters, and without two that follow one another.
        if scalars.count <= mostCut {
            for width in [2, 1] where scalars.count > width + 1 {
                offers += (1..<(scalars.count - width)).map { text(scalars[..<$0] + scalars[($0 + width)...]) }
            }
        }
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
