package datalab.forecast;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** Series that others have published results of, and measured ones. */
final class KnownSeries {
    private static final Path BEIJING = Path.of("../labs/air-quality/data/beijing-2014-01.csv.gz");

    private KnownSeries() {}

    /** Visitor nights of tourists in Australia, millions a quarter, 2005 to 2015: austourists of the R package fpp2. */
    static Series tourists() {
        double[] nights = {
            42.20566, 24.64917, 32.66734, 37.25735, 45.24246, 29.35048, 36.34421, 41.78208, 49.27660, 31.27540,
                    37.85063,
            38.83704, 51.23690, 31.83855, 41.32342, 42.79900, 55.70836, 33.40714, 42.31664, 45.15712, 59.57608,
                    34.83733,
            44.84168, 46.97125, 60.01903, 38.37118, 46.97586, 50.73380, 61.64687, 39.29957, 52.67121, 54.33232,
                    66.83436,
            40.87119, 51.82854, 57.49191, 65.25147, 43.06121, 54.76076, 59.83447, 73.25703, 47.69662, 61.09777, 66.05576
        };
        return new Series(140, nights); // quarters since 1970
    }

    /** The flow of the Nile at Aswan, 10⁸ m³ a year, 1871 to 1970. */
    static Series nile() {
        int[] flow = {
            1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994, 1020, 960, 1180, 799, 958,
            1140, 1100, 1210, 1150, 1250, 1260, 1220, 1030, 1100, 774, 840, 874, 694, 940, 833, 701, 916, 692, 1020,
            1050, 969, 831, 726, 456, 824, 702, 1120, 1100, 832, 764, 821, 768, 845, 864, 862, 698, 845, 744, 796, 1040,
            759, 781, 865, 845, 944, 984, 897, 822, 1010, 771, 676, 649, 846, 812, 742, 801, 1040, 860, 874, 848, 890,
            744, 749, 838, 1050, 918, 986, 797, 923, 975, 815, 1020, 906, 901, 1170, 912, 746, 919, 718, 714, 740
        };
        return new Series(-99, Arrays.stream(flow).asDoubleStream().toArray());
    }

    /** Ozone at a station in Beijing, µg/m³, the hours of January 2014; some are missing. */
    static Series ozone() {
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(BEIJING)), StandardCharsets.UTF_8))) {
            List<String[]> rows = lines.lines()
                    .map(line -> line.split(",", -1))
                    .filter(row -> row[1].equals("Tiantan"))
                    .toList();
            double[] values = rows.stream()
                    .mapToDouble(row -> row[5].equals("NA") ? Double.NaN : Double.parseDouble(row[5]))
                    .toArray();
            return new Series(Instant.parse(rows.getFirst()[0]).getEpochSecond() / 3600, values);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
