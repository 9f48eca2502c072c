package datalab.app;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with a command line, in words for the one who typed it. */
final class UsageMistake {
    private static final int SUGGESTIONS_MAX = 3;

    private UsageMistake() {}

    static String sentence(ParameterException wrong) {
        if (wrong instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            return unmatched(unmatched);
        }
        return String.valueOf(wrong.getMessage())
                .replaceAll(": cannot convert '(.*)' to LocalDate .*", ": '$1' is no date such as 2024-05-31")
                .replaceAll(": cannot convert '(.*)' to [A-Z].*", ": '$1' cannot be understood")
                .replaceAll("is not an? (int|long|BigInteger)$", "is not a whole number")
                .replaceAll("is not an? (double|float|BigDecimal)$", "is not a number")
                .replaceAll(" \\(case-insensitive\\)", "");
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
        List<String> like =
                wrong.getSuggestions().stream().limit(SUGGESTIONS_MAX).toList();
        String hint = like.isEmpty() ? "" : "; did you mean " + String.join(" or ", like) + "?";
        return "there is no " + kind + " '" + first + "'" + hint;
    }
}
