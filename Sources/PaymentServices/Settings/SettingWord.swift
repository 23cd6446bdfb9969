/// How a setting's choices are written where people write them, in scenarios and in environments: in words joined by
/// underscores.
package enum SettingWord {
    /// `pauseBetweenLoops` as `pause_between_loops`.
    package static func text(of choice: String) -> String {
        let letters = Array(choice)
        return letters.indices.reduce(into: "") { text, place in
            let letter = letters[place]
            guard letter.isUppercase, place > 0 else { return text += letter.lowercased() }
            // An abbreviation is one word: `remoteID` is `remote_id`.
            let endsWord = !letters[place - 1].isUppercase
            let beginsWord = place + 1 < letters.count && letters[place + 1].isLowercase
            text += (endsWord || beginsWord ? "_" : "") + letter.lowercased()
        }
    }
}
