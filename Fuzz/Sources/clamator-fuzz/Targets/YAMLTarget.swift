@testable import ClamatorJSON
@testable import ClamatorYAML

/// A YAML text: it is a value, which is JSON and has a place in the text, or an error with a place.
func testYAML(_ input: [UInt8]) {
    do throws(YAMLError) {
        let document = try YAMLDocument(parsing: input)
        require((try? JSON(parsing: document.root.description)) == document.root, "not JSON: \(document.root)")
        let place = document.positions[document.root.offset]
        require(place.line > 0 && place.column > 0, "no place: \(document.root)")
    } catch {
        require(error.line > 0 && error.column > 0 && !error.description.isEmpty, "no place: \(error)")
    }
}
