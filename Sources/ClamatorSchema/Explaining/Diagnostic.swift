/// A reason, and the place on the tape of what it speaks of.
///
/// It is written as an object, whose members are strings in these parts of the text.
struct Diagnostic {
    var place: Int
    /// How deep in the value the place is.
    var depth: Int
    var instanceLocation: Range<Int>
    var keywordLocation = 0..<0
    /// Empty where it says nothing more than `keywordLocation`.
    var absoluteKeywordLocation = 0..<0
    var error = 0..<0
    /// Which of the explainer's missing names it speaks of; negative for none. Of 32 bits, so that the diagnostic does not
    /// grow.
    var missingName: Int32 = -1
    /// Whether it says that no value is allowed there: mostly, that a member is unknown.
    var isForbidden = false
    /// Whether one before it says the same.
    var isRepeated = false
    /// Whether it says how many other branches there were.
    var isAmended = false

    static var opening: StaticString { #"{"instanceLocation":""# }
    /// With the comma before the next.
    static var closing: StaticString { #""},"# }

    /// The keyword's own place.
    var keyword: Range<Int> { absoluteKeywordLocation.isEmpty ? keywordLocation : absoluteKeywordLocation }

    /// The object and the comma behind it.
    var element: Range<Int> {
        let start = instanceLocation.lowerBound - Self.opening.utf8CodeUnitCount
        return start..<(error.upperBound + Self.closing.utf8CodeUnitCount)
    }
}

/// Diagnostics in order.
///
/// Raw-pointer code: `memory[0..<count]` is initialized. The memory is lent, and outlives the list; where it becomes too
/// small, the list allocates its own, and frees that. An array would be allocated, counted, and asked at each change
/// whether it is shared, which costs a short explanation a tenth of its time.
struct DiagnosticList: ~Copyable {
    private var memory: UnsafeMutableBufferPointer<Diagnostic>
    private var isLent = true
    private(set) var count = 0
    private var hasRepeated = false

    /// Makes an empty list in memory of which nothing is initialized.
    init(_ memory: UnsafeMutableBufferPointer<Diagnostic>) { self.memory = memory }

    deinit {
        memory[..<count].deinitialize()
        if !isLent { memory.deallocate() }
    }

    subscript(index: Int) -> Diagnostic {
        get {
            precondition(0 <= index && index < count)
            return memory[index]
        }
        set {
            precondition(0 <= index && index < count)
            memory[index] = newValue
        }
    }

    mutating func append(_ diagnostic: Diagnostic) {
        if count == memory.count { grow() }
        hasRepeated = hasRepeated || diagnostic.isRepeated
        memory.initializeElement(at: count, to: diagnostic)
        count += 1
    }

    mutating func remove(_ range: Range<Int>) {
        precondition(0 <= range.lowerBound && range.upperBound <= count)
        for index in range.upperBound..<count { memory[index - range.count] = memory[index] }
        memory[(count - range.count)..<count].deinitialize()
        count -= range.count
    }

    /// Puts the diagnostics in the order of their places, without those that are repeated; those of one place stay as they
    /// are.
    mutating func sort() {
        if hasRepeated {
            for index in (0..<count).reversed() where memory[index].isRepeated { remove(index..<(index + 1)) }
        }
        for index in 0..<count where index > 0 && memory[index - 1].place > memory[index].place {
            let diagnostic = memory[index]
            var place = index
            while place > 0, memory[place - 1].place > diagnostic.place {
                memory[place] = memory[place - 1]
                place -= 1
            }
            memory[place] = diagnostic
        }
    }

    @inline(never)
    private mutating func grow() {
        let larger = UnsafeMutableBufferPointer<Diagnostic>.allocate(capacity: count * 2)
        _ = larger.moveInitialize(fromContentsOf: memory[..<count])
        if !isLent { memory.deallocate() }
        (memory, isLent) = (larger, false)
    }
}
