import ClamatorKit

/// A point in time as RFC 3339 §5.6 writes it, in UTC and to the millisecond: `2026-11-22T16:55:42.123Z`.
enum Timestamp {
    /// The time now.
    static func now() -> String {
        let (seconds, nanoseconds) = wallClock()
        return text(seconds: seconds, milliseconds: nanoseconds / 1_000_000)
    }

    /// The time so many seconds and milliseconds after 1970 began, leap seconds not counted.
    static func text(seconds: Int, milliseconds: Int) -> String {
        let day = Int((Double(seconds) / 86400).rounded(.down))
        let second = seconds - day * 86400
        let (year, month, dayOfMonth) = date(day)
        return "\(digits(year, 4))-\(digits(month, 2))-\(digits(dayOfMonth, 2))T"
            + "\(digits(second / 3600, 2)):\(digits(second / 60 % 60, 2)):\(digits(second % 60, 2))."
            + "\(digits(milliseconds, 3))Z"
    }

    /// The date of a day counted from 1 January 1970, in the Gregorian calendar.
    ///
    /// Years are taken to begin in March, so that a leap day ends one; 146 097 days make 400 years.
    private static func date(_ day: Int) -> (year: Int, month: Int, day: Int) {
        let sinceMarch = day + 719_468
        let era = (sinceMarch >= 0 ? sinceMarch : sinceMarch - 146_096) / 146_097
        let dayOfEra = sinceMarch - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        // From March on, five months have 153 days, over and over.
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    }

    private static func digits(_ value: Int, _ count: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: Swift.max(0, count - digits.count)) + digits
    }
}
