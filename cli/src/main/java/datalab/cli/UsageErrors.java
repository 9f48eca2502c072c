package datalab.cli;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with a command line, in words for the one who typed it. */
final class UsageErrors {
    private static final int SUGGESTIONS_MAX = 3;
    private static final int TYPOS_MAX = 2;

    private UsageErrors() {}

    static String sentence(ParameterException wrong, String... typed) {
        Set<String> options =
                wrong.getCommandLine().getCommandSpec().optionsMap().keySet();
        Optional<String> unknown = Stream.of(typed)
                .map(word -> word.replaceFirst("=.*", ""))
                .filter(word -> word.startsWith("--") && word.length() > 2 && !options.contains(word))
                .findFirst();
        if (wrong instanceof MissingParameterException && unknown.isPresent()) {
            return "there is no option '" + unknown.get() + "'" + hint(likeIt(unknown.get(), options));
        }
        if (wrong instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            return unmatched(unmatched);
        }
        return String.valueOf(wrong.getMessage())
                .replaceAll("positional parameter at index [0-9.]+ \\((.*?)\\)", "$1")
                .replaceAll(": cannot convert '(.*)' to .*LocalDate .*", ": '$1' is no date such as 2024-05-31")
                .replaceAll(": cannot convert '(.*)' to .*Instant .*", ": '$1' is no time such as 2024-05-31T12:00:00Z")
                .replaceAll(": cannot convert '(.*)' to .*", ": '$1' cannot be understood")
                .replaceAll("is not an? (int|long|BigInteger)$", "is not a whole number")
                .replaceAll("is not an? (double|float|BigDecimal)$", "is not a number")
                .replaceAll(" \\(case-insensitive\\)", "");
    }

    private static String hint(List<String> like) {
        return like.isEmpty() ? "" : "; did you mean " + String.join(" or ", like) + "?";
    }

    /** The names that are few letters away. */
    private static List<String> likeIt(String word, Set<String> names) {
        return names.stream()
                .filter(name -> distance(word, name) <= TYPOS_MAX)
                .sorted(Comparator.comparingInt(name -> distance(word, name)))
                .limit(SUGGESTIONS_MAX)
                .toList();
    }

    /** How many letters are more, fewer, others, or exchanged with their neighbour (Damerau and Levenshtein). */
    private static int distance(String one, String other) {
        int[][] at = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                at[i][j] = i == 0 || j == 0 ? i + j : step(at, one, other, i, j);
            }
        }
        return at[one.length()][other.length()];
    }

    private static int step(int[][] at, String one, String other, int i, int j) {
        int changed = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
        int least = Math.min(Math.min(at[i - 1][j], at[i][j - 1]) + 1, at[i - 1][j - 1] + changed);
        boolean exchanged =
                i > 1 && j > 1 && one.charAt(i - 1) == other.charAt(j - 2) && one.charAt(i - 2) == other.charAt(j - 1);
        return exchanged ? Math.min(least, at[i - 2][j - 2] + 1) : least;
    }

    private static String unmatched(UnmatchedArgumentException wrong) {
        CommandLine command = wrong.getCommandLine();
        String first = wrong.getUnmatched().getFirst();
        boolean wantsCommand =
                command.getParent() == null || !command.getSubcommands().isEmpty();
        String kind = wrong.isUnknownOption() || first.startsWith("-") ? "option" : wantsCommand ? "command" : "";
        if (kind.isEmpty()) {
            return "'" + first + "' is more than " + command.getCommandName() + " takes";
        }
        List<String> like = kind.equals("command")
                ? likeIt(first, command.getSubcommands().keySet())
                : wrong.getSuggestions().stream().limit(SUGGESTIONS_MAX).toList();
        return "there is no " + kind + " '" + first + "'" + hint(like);
    }
}
