internal import ClamatorKit

extension CallArguments {
    /// Where the values of arguments go, one after the other.
    struct Assignment {
        private(set) var arguments: [Argument] = []
        /// The paths that they have; nil where no more can be added.
        private var taken: TakenPaths?

        /// None yet.
        init() {}

        /// One that is the params as a whole.
        init(whole argument: ArgumentSyntax) {
            arguments = [Argument(syntax: argument, path: [], takesPath: false, mistake: nil)]
        }

        /// Leaves out all but the first.
        mutating func keep(_ count: Int) {
            guard taken != nil else { return self = Assignment() }
            while arguments.count > count {
                let last = arguments.removeLast()
                taken?.giveBack(last)
            }
        }

        /// Goes on where as many values have no name as before, and begins anew otherwise.
        mutating func begin(_ paths: TakenPaths) {
            if let taken, taken.values == paths.values { return }
            (arguments, taken) = ([], paths)
        }

        /// Adds an argument.
        ///
        /// - Parameters:
        ///   - argument: The argument.
        ///   - mistake: What is wrong with itself.
        ///   - path: Where a name leads.
        mutating func add(
            _ argument: ArgumentSyntax, _ mistake: EntryMistake?, path: (Range<Int>) -> [ExactString]
        ) {
            let path = argument.name.map(path) ?? taken?.nextPosition() ?? []
            let mistake = mistake ?? taken?.take(path, argument)
            arguments.append(
                Argument(
                    syntax: argument, path: path, takesPath: argument.name != nil && mistake == nil,
                    mistake: mistake))
        }

        /// Gives some arguments a mistake that is theirs together.
        mutating func refuse(_ numbers: ClosedRange<Int>, _ mistake: EntryMistake) {
            for number in numbers { arguments[number].mistake = mistake }
            taken = nil
        }
    }
}
