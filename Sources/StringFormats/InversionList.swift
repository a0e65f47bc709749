/// A set of code points: the first that is in it, the first after that that is not, and so on, ascending.
struct InversionList: Sendable {
    let bounds: [UInt32]

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        var low = 0
        var high = bounds.count
        while low < high {
            let middle = (low + high) / 2
            if bounds[middle] <= scalar.value {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low % 2 == 1
    }
}
