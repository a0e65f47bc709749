/// What made-up text consists of.
enum MockWords {
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
