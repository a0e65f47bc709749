import ClamatorKit

/// What a call makes of one value in the state of its service.
struct StateChange: Sendable {
    enum Kind: Sendable {
        case value(StateValue)
        /// A further element of a list.
        case push(JSON)
        /// A member of an object.
        case put(JSON, as: ExactString)
        case delete(ExactString)
    }

    let name: ExactString
    let kind: Kind
}
