import Statistics
import Testing

@Suite("Kinds not seen yet")
struct SpeciesEstimateTests {
    /// The spiders of Sackett and others (2011) that come with the R package iNEXT, and what its `ChaoRichness` and
    /// `DataInfo` say of them.
    @Test("Spiders in two forests are as many as iNEXT says")
    func spiders() throws {
        let girdled = [46, 22, 17, 15, 15, 9, 8, 6, 6, 4] + [2, 2, 2, 2] + Array(repeating: 1, count: 12)
        let logged =
            [88, 22, 16, 15, 13, 10, 8, 8, 7, 7, 7, 5, 4, 4, 4, 3, 3, 3, 3] + [2, 2, 2, 2]
            + Array(repeating: 1, count: 14)
        for (kinds, samples, estimate, low, high) in [
            (girdled, 168, 43.893, 30.511, 96.971), (logged, 252, 61.403, 43.502, 128.583),
        ] {
            let species = SpeciesEstimate(kinds: kinds, samples: samples)
            #expect(abs(species.kinds - estimate) < 0.0006)
            let interval = try #require(species.interval())
            #expect(abs(interval.low - low) < 0.0006 && abs(interval.high - high) < 0.0006, "\(interval)")
        }
        let species = SpeciesEstimate(kinds: girdled, samples: 168)
        #expect(species.observed == 26 && species.sightings == 168)
        #expect(try abs(#require(species.coverage) - (1 - 12.0 / 168)) < 1e-12)
    }

    /// Malayan butterflies: 620 kinds, 118 of them seen once and 74 twice (Fisher, Corbet and Williams, 1943).
    @Test("Of Malayan butterflies 94 kinds at least were left to be caught")
    func butterflies() {
        let seen = Array(repeating: 1, count: 118) + Array(repeating: 2, count: 74)
        // The other kinds matter only by their number and that of all butterflies.
        let others = Array(repeating: 20, count: 620 - 118 - 74)
        let species = SpeciesEstimate(kinds: seen + others, samples: 9_031)
        #expect(abs(species.kinds - 714.08) < 0.02)
    }

    @Test("Where no kind was seen twice, or none once, there is still an answer")
    func edges() {
        let none = SpeciesEstimate(kinds: [], samples: 10)
        #expect(none.kinds == 0 && none.coverage == nil && none.newKindsPerSample == 0 && none.interval() == nil)
        let often = SpeciesEstimate(kinds: [5, 7], samples: 10)
        #expect(often.kinds == 2 && often.coverage == 1 && often.interval() == nil)
        let once = SpeciesEstimate(kinds: [1, 1, 1], samples: 10)
        // 3 + 9 / 10 x 3 x 2 / 2
        #expect(abs(once.kinds - 5.7) < 1e-12 && once.coverage == 0)
        #expect(once.interval()?.low ?? 0 > 3 && once.interval()?.high ?? 0 > 5.7)
        #expect(SpeciesEstimate(kinds: [1], samples: 1).kinds == 1)
    }

    /// 40 kinds, each shown by a sample with its own chance, from 1 % to 4 %.
    @Test("Over many searches the rate of new kinds is right, and the estimate lies between the seen and the truth")
    func searches() {
        let kinds = 40
        let (searches, samples) = (300, 40)
        var (told, unseen, bounded) = (RunningMean(), RunningMean(), 0)
        var (estimate, seen) = (RunningMean(), RunningMean())
        for search in 0..<searches {
            var draws = Draws("species", search)
            var counts = Array(repeating: 0, count: kinds)
            let chances = (0..<kinds).map { 0.01 + 0.03 * Double($0) / Double(kinds - 1) }
            for _ in 0..<samples {
                for kind in 0..<kinds where draws.uniform() < chances[kind] { counts[kind] += 1 }
            }
            let species = SpeciesEstimate(kinds: counts.filter { $0 > 0 }, samples: samples)
            told.add(species.newKindsPerSample)
            unseen.add((0..<kinds).reduce(0) { $0 + (counts[$1] == 0 ? chances[$1] : 0) })
            estimate.add(species.kinds)
            seen.add(Double(species.observed))
            if species.interval()?.holds(Double(kinds)) ?? false { bounded += 1 }
        }
        #expect(abs(told.mean - unseen.mean) < 0.03, "\(told.mean) and \(unseen.mean)")
        #expect(estimate.mean > seen.mean + 5 && estimate.mean < Double(kinds) + 2, "\(estimate.mean)")
        #expect(bounded >= searches * 9 / 10, "\(bounded)")
    }
}
