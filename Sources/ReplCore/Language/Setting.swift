/// What `.set` changes. `.timing`, `.trace` and `.timeout` are three of these by themselves.
enum Setting: String, CaseIterable {
    case color, timing, trace, timeout, width

    /// The words among its values.
    var words: [String] {
        switch self {
        case .color, .timing, .trace: ["on", "off"]
        case .timeout: []
        case .width: ["auto"]
        }
    }

    var purpose: String {
        switch self {
        case .color: "colours what is shown: on or off"
        case .timing: "shows how long calls take: on or off"
        case .trace: "shows the way of each call: on or off"
        case .timeout: "how many milliseconds a call may take"
        case .width: "columns of the layout: a number, or auto"
        }
    }
}
