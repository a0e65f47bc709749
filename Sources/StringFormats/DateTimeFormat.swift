// Dates and times of day by RFC 3339, section 5.6. The letters T and Z may be small, as ABNF has it.

extension Format {
    /// `date-time`: full-date "T" full-time.
    static func isDateTime(_ text: Span<UInt8>) -> Bool {
        text.count > 11 && ASCII.lowercased(text[10]) == UInt8(ascii: "t")
            && isDate(text.extracting(0..<10)) && isTime(text.extracting(11...))
    }

    /// `date`: full-date, in the Gregorian calendar.
    static func isDate(_ text: Span<UInt8>) -> Bool {
        guard text.count == 10, text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"),
            let century = twoDigits(text, at: 0), let yearOfCentury = twoDigits(text, at: 2),
            let month = twoDigits(text, at: 5), let day = twoDigits(text, at: 8)
        else { return false }
        let isLeapYear = (yearOfCentury == 0 ? century : yearOfCentury) % 4 == 0
        let days =
            switch month {
            case 2: isLeapYear ? 29 : 28
            case 4, 6, 9, 11: 30
            case 1, 3, 5, 7, 8, 10, 12: 31
            default: 0
            }
        return day >= 1 && day <= days
    }

    /// `time`: full-time, with a leap second only in the last minute of a day in UTC (section 5.7).
    static func isTime(_ text: Span<UInt8>) -> Bool {
        guard text.count >= 9, text[2] == UInt8(ascii: ":"), text[5] == UInt8(ascii: ":"),
            let hour = twoDigits(text, at: 0), hour < 24,
            let minute = twoDigits(text, at: 3), minute < 60,
            let second = twoDigits(text, at: 6), second <= 60
        else { return false }
        var index = 8
        if text[index] == UInt8(ascii: ".") {
            index = ASCII.endOfDigits(text, from: 9)
            guard index > 9 else { return false }
        }
        guard let offset = timeOffset(text, at: index) else { return false }
        let minutesPerDay = 24 * 60
        return second < 60 || (60 * hour + minute - offset + minutesPerDay) % minutesPerDay == minutesPerDay - 1
    }

    /// The minutes by which the time-offset from `index` to the end is ahead of UTC: less than a day either way.
    private static func timeOffset(_ text: Span<UInt8>, at index: Int) -> Int? {
        switch text.count - index {
        case 1:
            return ASCII.lowercased(text[index]) == UInt8(ascii: "z") ? 0 : nil
        case 6:
            guard text[index + 3] == UInt8(ascii: ":"),
                let hours = twoDigits(text, at: index + 1), hours < 24,
                let minutes = twoDigits(text, at: index + 4), minutes < 60
            else { return nil }
            return switch text[index] {
            case UInt8(ascii: "+"): 60 * hours + minutes
            case UInt8(ascii: "-"): -(60 * hours + minutes)
            default: nil
            }
        default:
            return nil
        }
    }

    private static func twoDigits(_ text: Span<UInt8>, at index: Int) -> Int? {
        let tens = text[index] &- UInt8(ascii: "0")
        let units = text[index + 1] &- UInt8(ascii: "0")
        return tens < 10 && units < 10 ? Int(10 * tens + units) : nil
    }
}
