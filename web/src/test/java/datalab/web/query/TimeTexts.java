package datalab.web.query;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Makes up texts of times as people, devices and programs write them, right ones and wrong ones. */
final class TimeTexts {
    private static final String[] FORMS = {
        "yyyy-MM-dd'T'HH:mm:ss",
        "yyyy-MM-dd HH:mm:ss",
        "yyyy-MM-dd't'HH:mm",
        "yyyy-MM-dd'T'HH",
        "yyyyMMdd'T'HHmmss",
        "yyyy-MM-dd",
        "yyyy-MM-dd'T'HH:59:60",
        "yyyy-MM-dd'T'24:00:00",
        "dd.MM.yyyy HH:mm"
    };
    private static final String[] DIGITS = {
        "yyyy",
        "yyyyMM",
        "yyyyMMdd",
        "yyyyMMddHH",
        "yyyyMMddHHmm",
        "yyyyMMddHHmm.ss",
        "yyyyMMddHHmmss",
        "yyyyMMddHHmmss.SSS",
        "yyyyMMddHHmmssS",
        "yyyyMMddHHmmssSSS",
        "yyyyMMddHHmmssSSSSSS",
        "yyyyMMdd246060",
        "yyMMdd"
    };
    private static final String[] ZONES = {
        "", "", "Z", "z", "+02:00", "-00:00", "+0530", "-0330", " UTC", "+02", "+24:00", "+02:75", " Z"
    };
    private static final List<String> ALWAYS = List.of(
            "0",
            "-1",
            "1e9",
            "1.5e9",
            "1e400",
            "-0.5",
            "NaN",
            "Infinity",
            "2014",
            "20140601",
            "2014060122",
            "201406012200",
            "20140601220000",
            "99999999999999999999",
            "1998-12-31T23:59:60Z",
            "1998-12-31T15:59:60.123-08:00",
            "1998-12-31T22:59:60Z",
            "2014-10-26 02:30:00",
            "2014-03-30 02:30:00",
            "2014-03-30T02:30:00.123456789");
    private static final long SECONDS_MIN = -2_500_000_000L; // 1890
    private static final long SECONDS_SPAN = 10_000_000_000L;

    private final Random random;

    TimeTexts(Random random) {
        this.random = random;
    }

    List<String> all(int count) {
        return Stream.concat(ALWAYS.stream(), Stream.generate(this::next))
                .limit(count)
                .toList();
    }

    private String next() {
        return switch (random.nextInt(8)) {
            case 0, 1, 2, 3 -> form(FORMS) + fraction() + pick(ZONES);
            case 4 -> form(DIGITS);
            case 5, 6 -> number();
            default -> spoilt(form(FORMS) + pick(ZONES));
        };
    }

    private String form(String[] forms) {
        long second = SECONDS_MIN + (long) (random.nextDouble() * SECONDS_SPAN);
        LocalDateTime time = LocalDateTime.ofEpochSecond(second, random.nextInt(1_000) * 1_000_000, ZoneOffset.UTC);
        return DateTimeFormatter.ofPattern(pick(forms)).format(time);
    }

    private String fraction() {
        int digits = Math.max(0, random.nextInt(24) - 12);
        return digits == 0 ? "" : "." + digits(digits);
    }

    private String number() {
        String sign = random.nextInt(6) == 0 ? "-" : "";
        String fraction = random.nextInt(4) == 0 ? "." + digits(1 + random.nextInt(9)) : "";
        String exponent = random.nextInt(8) == 0 ? "e" + random.nextInt(12) : "";
        return sign + (1 + random.nextInt(9)) + digits(random.nextInt(20)) + fraction + exponent;
    }

    private String digits(int count) {
        StringBuilder digits = new StringBuilder();
        for (int i = 0; i < count; i++) {
            digits.append((char) ('0' + random.nextInt(10)));
        }
        return digits.toString();
    }

    private String spoilt(String text) {
        int at = random.nextInt(text.length());
        return text.substring(0, at) + "0123456789-:.TZe/".charAt(random.nextInt(17)) + text.substring(at + 1);
    }

    private String pick(String[] texts) {
        return texts[random.nextInt(texts.length)];
    }
}
