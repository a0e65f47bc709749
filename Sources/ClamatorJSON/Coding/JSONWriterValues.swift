extension JSONWriter {
    /// Writes a value of any type that can be written.
    @inlinable @inline(__always) @_disfavoredOverload
    public mutating func value(_ value: some JSONEncodable) throws(JSONEncodingError) { try value.write(into: &self) }

    /// Writes a member of an object.
    ///
    /// - Parameters:
    ///   - name: Its name.
    ///   - value: Its value.
    /// - Throws: `JSONEncodingError` where JSON has no such value.
    @inlinable @inline(__always)
    public mutating func member(_ name: StaticString, _ value: some JSONEncodable) throws(JSONEncodingError) {
        self.name(name)
        do throws(JSONEncodingError) {
            try value.write(into: &self)
        } catch {
            throw error.inside(name)
        }
    }

    /// Writes members of an object, in the order of their names.
    ///
    /// - Parameter members: The values by name.
    /// - Throws: `JSONEncodingError` where JSON has no such value.
    public mutating func members(_ members: [ExactString: some JSONEncodable]) throws(JSONEncodingError) {
        for (name, value) in members.sorted(by: { $0.key < $1.key }) {
            self.name(name.string)
            do throws(JSONEncodingError) {
                try value.write(into: &self)
            } catch {
                throw error.inside(name)
            }
        }
    }

    /// Writes an array.
    ///
    /// - Parameter elements: Its elements.
    /// - Throws: `JSONEncodingError` where JSON has no such value.
    @inlinable
    public mutating func elements(_ elements: some Sequence<some JSONEncodable>) throws(JSONEncodingError) {
        try array { (writer) throws(JSONEncodingError) in
            var index = 0
            for element in elements {
                do throws(JSONEncodingError) {
                    try element.write(into: &writer)
                } catch {
                    throw error.inside(index)
                }
                index += 1
            }
        }
    }
}
