internal import ClamatorJSON

/// The matcher for what no automaton can do: it tries one path after another, exactly as ECMA-262 § 22.2.2 tells, with
/// a stack of its own and bounds on steps and memory.
final class Backtracker: Sendable {
    private let program: BacktrackingProgram

    /// Steps after which a search gives up: some 100 ms.
    static let maximumSteps = 10_000_000
    private static let maximumFrames = 1_000_000

    init(_ syntax: PatternSyntax) {
        program = BacktrackingProgram(syntax)
    }

    func search(_ text: UTF8Text, maximumSteps: Int) -> PatternVerdict {
        var steps = maximumSteps
        return search(text, stepsLeft: &steps)
    }

    /// The same, which tells how many of the steps are left.
    func search(_ text: UTF8Text, stepsLeft: inout Int) -> PatternVerdict {
        var attempt = Attempt(matcher: self, text: text, stepsLeft: stepsLeft)
        defer { stepsLeft = attempt.stepsLeft }
        var start = 0
        while true {
            let verdict = attempt.run(from: start)
            if verdict != .doesNotMatch || program.isAnchored || start == text.bytes.count { return verdict }
            _ = text.decode(&start)
        }
    }

    /// What is done on the way back.
    private enum Frame {
        case goOn(step: Int, index: Int)
        /// Gives back a character of a greedy run, down to `least`.
        case shorten(step: Int, end: Int, least: Int)
        /// Takes one more character for a lazy run.
        case lengthen(step: Int, end: Int, left: Int)
        case restore(register: Int, value: Int)
        case endLook(isNegated: Bool, exit: Int, index: Int)
    }

    /// Scratch for trying one text.
    private struct Attempt {
        let matcher: Backtracker
        let text: UTF8Text
        var stepsLeft: Int
        private var registers: [Int]
        private var frames: [Frame] = []

        init(matcher: Backtracker, text: UTF8Text, stepsLeft: Int) {
            self.matcher = matcher
            self.text = text
            self.stepsLeft = stepsLeft
            registers = Array(repeating: -1, count: matcher.program.registerCount)
            frames.reserveCapacity(32)
        }

        mutating func run(from start: Int) -> PatternVerdict {
            var step = 0
            var index = start
            while true {
                stepsLeft -= 1
                if stepsLeft < 0 || frames.count > Backtracker.maximumFrames { return .limitReached }
                let succeeded: Bool
                switch matcher.program.steps[step] {
                case .match: return .matches
                case .characters(let set, let isBackward):
                    succeeded = take(set, isBackward: isBackward, &index)
                    step += 1
                case .run(let set, let min, let max, let isLazy, let isBackward):
                    succeeded = takeRun(
                        step, set, min: min, max: max, isLazy: isLazy, isBackward: isBackward, &index)
                    step += 1
                case .assertion(let assertion):
                    succeeded = text.holds(assertion, at: index)
                    step += 1
                case .split(let preferred, let other):
                    frames.append(.goOn(step: other, index: index))
                    step = preferred
                    succeeded = true
                case .jump(let target):
                    step = target
                    succeeded = true
                case .note(let register):
                    set(register, to: index)
                    step += 1
                    succeeded = true
                case .forget(let range):
                    for register in range { set(register, to: -1) }
                    step += 1
                    succeeded = true
                case .backReference(let register, let isBackward):
                    succeeded = takeAgain(register, isBackward: isBackward, &index)
                    step += 1
                case .loopStart(let register):
                    set(register, to: 0)
                    step += 1
                    succeeded = true
                case .loop(let register, let min, let max, let isLazy, let exit):
                    step = nextTurn(
                        step, register, min: min, max: max, isLazy: isLazy, exit: exit, index: index)
                    succeeded = true
                case .loopEnd(let register, let min, let loop):
                    succeeded = registers[register] <= min || registers[register + 1] != index
                    step = loop
                case .look(let register, let isNegated, let exit):
                    registers[register] = frames.count
                    frames.append(.endLook(isNegated: isNegated, exit: exit, index: index))
                    step += 1
                    succeeded = true
                case .lookEnd(let register, let isNegated):
                    succeeded = !isNegated
                    endLook(height: registers[register], isNegated: isNegated, &index)
                    step += 1
                }
                if !succeeded, !backtrack(&step, &index) { return .doesNotMatch }
            }
        }

        private mutating func set(_ register: Int, to value: Int) {
            frames.append(.restore(register: register, value: registers[register]))
            registers[register] = value
        }

        @inline(__always)
        private func take(_ set: Int, isBackward: Bool, _ index: inout Int) -> Bool {
            guard index != (isBackward ? 0 : text.bytes.count) else { return false }
            var next = index
            let codePoint = isBackward ? text.decodeBackward(&next) : text.decode(&next)
            guard matcher.program.sets.contains(codePoint, in: set) else { return false }
            index = next
            return true
        }

        private mutating func takeRun(
            _ step: Int, _ set: Int, min: Int, max: Int, isLazy: Bool, isBackward: Bool, _ index: inout Int
        ) -> Bool {
            var count = 0
            while count < min {
                guard take(set, isBackward: isBackward, &index) else { return false }
                count += 1
            }
            if isLazy {
                stepsLeft -= count
                if count < max { frames.append(.lengthen(step: step, end: index, left: max - count)) }
                return true
            }
            let least = index
            while count < max, take(set, isBackward: isBackward, &index) { count += 1 }
            stepsLeft -= count
            if index != least { frames.append(.shorten(step: step, end: index, least: least)) }
            return true
        }

        /// Takes the text that a group matched, if it did.
        private mutating func takeAgain(_ register: Int, isBackward: Bool, _ index: inout Int) -> Bool {
            let start = registers[register]
            let end = registers[register + 1]
            guard start >= 0, end >= 0 else { return true }
            let length = end - start
            stepsLeft -= length / 8
            let from = isBackward ? index - length : index
            guard from >= 0, from + length <= text.bytes.count,
                text.bytes.part(from..<from + length).isEqual(to: text.bytes.part(start..<end))
            else { return false }
            index = isBackward ? from : from + length
            return true
        }

        /// Begins a turn of a counted loop or leaves it; returns the step to go on with.
        private mutating func nextTurn(
            _ step: Int, _ register: Int, min: Int, max: Int, isLazy: Bool, exit: Int, index: Int
        ) -> Int {
            let count = registers[register]
            if count >= max { return exit }
            if count >= min {
                if isLazy {
                    // Coming back, the turn begins by a look at a count that has reached no limit.
                    frames.append(.lengthen(step: step, end: index, left: count))
                    return exit
                }
                frames.append(.goOn(step: exit, index: index))
            }
            beginTurn(register, index)
            return step + 1
        }

        private mutating func beginTurn(_ register: Int, _ index: Int) {
            set(register, to: registers[register] + 1)
            set(register + 1, to: index)
        }

        /// The body of a look-around has matched: what it left to try is dropped. A positive one keeps what its groups
        /// matched and how to restore it; a negative one restores it at once.
        private mutating func endLook(height: Int, isNegated: Bool, _ index: inout Int) {
            guard case .endLook(_, _, let position) = frames[height] else { return }
            index = position
            if isNegated {
                while frames.count > height {
                    if case .restore(let register, let value) = frames.removeLast() { registers[register] = value }
                }
                return
            }
            var kept = height
            for position in height..<frames.count {
                if case .restore = frames[position] {
                    frames[kept] = frames[position]
                    kept += 1
                }
            }
            frames.removeLast(frames.count - kept)
        }

        /// Goes back to the last choice. False when none is left.
        private mutating func backtrack(_ step: inout Int, _ index: inout Int) -> Bool {
            while let frame = frames.popLast() {
                stepsLeft -= 1
                switch frame {
                case .goOn(let next, let position):
                    step = next
                    index = position
                    return true
                case .restore(let register, let value):
                    registers[register] = value
                case .endLook(let isNegated, let exit, let position):
                    guard isNegated else { continue }
                    step = exit
                    index = position
                    return true
                case .shorten(let run, var end, let least):
                    guard case .run(_, _, _, _, let isBackward) = matcher.program.steps[run] else { continue }
                    if isBackward { _ = text.decode(&end) } else { end = text.start(before: end) }
                    if end != least { frames.append(.shorten(step: run, end: end, least: least)) }
                    step = run + 1
                    index = end
                    return true
                case .lengthen(let again, var end, let left):
                    switch matcher.program.steps[again] {
                    case .run(let set, _, _, _, let isBackward):
                        guard take(set, isBackward: isBackward, &end) else { continue }
                        if left > 1 { frames.append(.lengthen(step: again, end: end, left: left - 1)) }
                    case .loop(let register, _, _, _, _): beginTurn(register, end)
                    default: continue
                    }
                    step = again + 1
                    index = end
                    return true
                }
            }
            return false
        }
    }
}
