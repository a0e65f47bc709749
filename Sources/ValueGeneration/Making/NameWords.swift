import ClamatorJSON
import ClamatorSchema
import ClamatorSystem
import StringFormats

/// Text that suits what a value is called.
extension ValueMaker {
    private mutating func word() -> String { word(NameWords.words) }
    private mutating func word(_ words: [String]) -> String { random.pick(words) ?? "" }

    /// Text for a value of this name, of whatever length; where the name tells nothing, a word.
    mutating func text(_ hint: NameHint) -> String {
        switch hint.joined {
        case "firstname", "givenname", "forename": return word(NameWords.firstNames)
        case "lastname", "surname", "familyname": return word(NameWords.lastNames)
        case "fullname", "displayname", "cardholder": return person()
        case "username", "login", "handle", "nickname", "user": return userName()
        case "countrycode": return word(NameWords.countryCodes)
        case "postalcode", "postcode", "zip", "zipcode": return digits(5)
        case "timezone", "tz": return "Europe/" + (random.pick(["Berlin", "Dublin", "Lisbon", "Oslo", "Vienna"]) ?? "")
        case "line1", "addressline": return street()
        case "ipaddress", "ip": return format(.ipv4, filling: 0)
        case "filename", "file": return word() + ".txt"
        case "useragent": return "Mozilla/5.0"
        default: return text(byLastWord: hint)
        }
    }

    private mutating func text(byLastWord hint: NameHint) -> String {
        switch hint.last {
        case "email", "mail": return format(.email, filling: 0)
        case "name": return name(of: hint)
        case "customer", "author", "employee", "contact", "recipient", "owner", "person": return person()
        case "city", "town": return word(NameWords.cities)
        case "country": return word(NameWords.countries)
        case "street", "address": return street()
        case "phone", "mobile", "telephone", "tel", "fax": return "+1-202-555-01" + digits(2)
        case "url", "uri", "link", "website", "homepage", "href", "image", "avatar", "icon":
            return format(.uri, filling: 0)
        case "host", "hostname", "domain": return format(.hostname, filling: 0)
        case "uuid", "guid": return format(.uuid, filling: 0)
        case "id", "key", "reference", "ref": return hexadecimal(8)
        case "token", "secret", "hash", "signature", "session", "checksum": return hexadecimal(32)
        case "password": return word() + "-" + word() + "-" + digits(3)
        case "currency": return word(NameWords.currencies)
        case "language", "lang", "locale": return word(NameWords.languages)
        case "date", "birthday", "on": return format(.date, filling: 0)
        case "at", "timestamp", "datetime": return format(.dateTime, filling: 0)
        case "time": return format(.time, filling: 0)
        case "description", "comment", "note", "message", "text", "body", "summary", "reason", "content", "detail":
            return sentence()
        case "title", "subject", "label", "caption", "headline": return capitalized(word()) + " " + word()
        case "company", "organization", "organisation", "vendor", "supplier", "brand": return word(NameWords.companies)
        case "product", "item", "article": return word(NameWords.products)
        case "color", "colour": return word(NameWords.colors)
        case "status", "state": return word(NameWords.statuses)
        case "path": return "/" + word() + "/" + word()
        case "version": return "1.\(random.below(10)).\(random.below(10))"
        case "sku", "code": return word().prefix(3).uppercased() + "-" + digits(4)
        case "price", "amount", "total", "cost": return "\(random.int(in: 1...499)).\(digits(2))"
        default: return word()
        }
    }

    private mutating func name(of hint: NameHint) -> String {
        let owner = hint.words.dropLast().last ?? hint.owner.last ?? ""
        switch owner {
        case "product", "item", "article", "line": return word(NameWords.products)
        case "company", "organization", "organisation", "vendor", "supplier", "brand": return word(NameWords.companies)
        case "city": return word(NameWords.cities)
        case "country": return word(NameWords.countries)
        case "file": return word() + ".txt"
        case "", "customer", "user", "author", "employee", "contact", "recipient", "owner", "person", "profile",
            "account":
            return person()
        default: return word()
        }
    }

    private mutating func person() -> String { word(NameWords.firstNames) + " " + word(NameWords.lastNames) }
    mutating func userName() -> String { word(NameWords.firstNames).lowercased() + digits(2) }
    private mutating func street() -> String { "\(random.int(in: 1...120)) " + word(NameWords.streets) + " Street" }

    private mutating func sentence() -> String {
        let words = (0..<random.int(in: 4...6)).map { _ in word() }
        return capitalized(words.joined(separator: " ")) + "."
    }

    private func capitalized(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }

    /// Decimal digits, the first not 0.
    mutating func digits(_ count: Int) -> String {
        let digits = (0..<count).map { UInt8(ascii: "0") + UInt8($0 == 0 ? 1 + random.below(9) : random.below(10)) }
        return String(decoding: digits, as: UTF8.self)
    }

    mutating func hexadecimal(_ count: Int) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: (0..<count).map { _ in digits[random.below(16)] }, as: UTF8.self)
    }
}

/// What made-up text consists of.
enum NameWords {
    static let words = split(
        """
        amber anchor autumn beacon birch canvas cedar copper coral dawn delta ember fern forest garden harbor hazel indigo
        island ivory juniper lantern linen maple marble meadow mint north olive opal orchard pebble pine prairie quartz
        river rowan sable saffron silver slate spruce summit thistle timber umber valley velvet willow winter
        """)
    static let firstNames = split(
        "Ada Alan Barbara Edsger Frances Grace Hedy John Katherine Linus Margaret Niklaus Radia Tim")
    static let lastNames = split(
        "Allen Baker Carter Fischer Garcia Hansen Ito Jensen Kowalski Larsen Meyer Novak Okafor Rossi Silva Tanaka Weber"
    )
    static let cities = split(
        "Berlin Bern Dublin Helsinki Kyoto Lisbon London Lyon Madrid Oslo Porto Prague Toronto Vienna")
    static let countries = split(
        "Austria Canada Finland France Germany Ireland Italy Japan Norway Portugal Spain Sweden")
    static let countryCodes = split("AT CA CH DE ES FI FR GB IE IT JP NO PT SE US")
    static let currencies = split("CHF EUR GBP JPY NOK SEK USD")
    static let languages = split("de en es fi fr it ja nb pt sv")
    static let streets = split("Bridge Church Garden High Lake Market Mill Park Station Victoria")
    static let products = split(
        "Backpack Bottle Chair Clock Desk Jacket Keyboard Kettle Lamp Mug Notebook Pencil Scarf Umbrella")
    static let companies = split("Acme Brightwater Fernhill Ironbridge Lakeside Northwind Redwood Silverline Stonegate")
    static let colors = split("black blue brown green grey orange purple red white yellow")
    static let statuses = split("active approved closed draft new open pending")

    private static func split(_ text: String) -> [String] {
        text.split { $0 == " " || $0 == "\n" }.map(String.init)
    }
}
