/// The shortest ways from nodes to goals in a graph that is walked part by part: a node whose ways are known is not
/// walked again, however many lead to it.
struct Routes<Key: Hashable & Sendable, Step: Sendable>: Sendable {
    /// How it goes on from a node to a goal.
    private struct Hop {
        let goal: Int
        let distance: Int
        /// Nil at the goal.
        let step: Step?
        let next: Int
    }

    private var indices: [Key: Int] = [:]
    /// Those of each node, the nearest goal first.
    private var hops: [[Hop]] = []
    private var count = 0
    /// How many goals of a node are kept.
    private let mostGoals: Int
    /// From so many on nothing more is kept.
    private static var mostHops: Int { 1_000_000 }

    init(mostGoals: Int) { self.mostGoals = mostGoals }

    /// The goals that a node leads to, the nearest first; nil where they are not known.
    func goals(from key: Key) -> [Int]? { indices[key].map { hops[$0].map(\.goal) } }

    /// The steps from a node to a goal.
    func way(from key: Key, to goal: Int) -> [Step] {
        guard var node = indices[key] else { return [] }
        var steps: [Step] = []
        while let hop = hops[node].first(where: { $0.goal == goal }), let step = hop.step {
            steps.append(step)
            node = hop.next
        }
        return steps
    }

    /// Adds what a walk has found that left nothing out but what is behind nodes whose ways are known.
    ///
    /// - Parameters:
    ///   - keys: The nodes.
    ///   - users: From which nodes steps lead to each of them.
    ///   - goals: Those that are goals, of the nodes whose ways are not known.
    /// - Returns: Whether there was room for them.
    @discardableResult
    mutating func add(_ keys: [Key], users: [[(user: Int, step: Step)]], goals: [Int]) -> Bool {
        let isNew = keys.map { indices[$0] == nil }
        let known = keys.indices.filter { !isNew[$0] }.flatMap { node in
            hops[indices[keys[node]] ?? 0].map { Arrival(node: node, goal: $0.goal, distance: $0.distance) }
        }
        guard count + isNew.count(where: \.self) * min(mostGoals, goals.count + known.count) <= Self.mostHops else {
            return false
        }
        let nodes = keys.map { key in
            if let index = indices[key] { return index }
            indices[key] = hops.count
            hops.append([])
            return hops.count - 1
        }
        var taken = Array(repeating: Set<Int>(), count: keys.count)
        for node in goals {
            taken[node].insert(nodes[node])
            hops[nodes[node]].append(Hop(goal: nodes[node], distance: 0, step: nil, next: nodes[node]))
        }
        // From the goals to the nodes that lead to them, the nearest first.
        let starts = goals.map { Arrival(node: $0, goal: nodes[$0], distance: 0) } + known.sorted { $0 < $1 }
        var waiting: [Arrival] = []
        var (nextStart, next) = (0, 0)
        while nextStart < starts.count || next < waiting.count {
            let isStart =
                next == waiting.count
                || nextStart < starts.count && starts[nextStart].distance <= waiting[next].distance
            let arrival = isStart ? starts[nextStart] : waiting[next]
            if isStart { nextStart += 1 } else { next += 1 }
            for (user, step) in users[arrival.node] where isNew[user] && taken[user].count < mostGoals {
                guard taken[user].insert(arrival.goal).inserted else { continue }
                let distance = arrival.distance + 1
                hops[nodes[user]].append(
                    Hop(goal: arrival.goal, distance: distance, step: step, next: nodes[arrival.node]))
                waiting.append(Arrival(node: user, goal: arrival.goal, distance: distance))
                count += 1
            }
        }
        return true
    }

    /// A node from which the way to a goal is known.
    private struct Arrival: Comparable {
        let node: Int
        let goal: Int
        let distance: Int

        static func < (left: Arrival, right: Arrival) -> Bool {
            (left.distance, left.goal, left.node) < (right.distance, right.goal, right.node)
        }
    }
}
