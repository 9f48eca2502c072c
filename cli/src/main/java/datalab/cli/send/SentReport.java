package datalab.cli.send;

import datalab.app.terminal.CountText;
import datalab.cli.client.StreamName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came of a sending, for people or for a program.
 *
 * @param repeated null where it is not known
 * @param seconds until all was in the log
 * @param swapped the messages about swapped axes; empty if none
 */
record SentReport(
        StreamName stream, SendRun sending, @Nullable RepeatCounts repeated, double seconds, String swapped)
        implements CommandReport {

    @Override
    public Map<String, Object> members() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("stream", stream.lab() + "." + stream.stream());
        members.put("accepted", sending.accepted());
        members.put("rejected", sending.rejected());
        if (repeated != null) {
            members.put("repeats", repeated.same());
            members.put("other_values", repeated.other());
        }
        members.put("seconds", seconds);
        members.put("errors", sending.refusals("line"));
        return members;
    }

    @Override
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "%s accepted, %s rejected in %.1f s (%s/s)%s",
                CountText.grouped(sending.accepted()),
                CountText.grouped(sending.rejected()),
                seconds,
                CountText.grouped((long) (sending.accepted() / seconds)),
                repeats()));
        if (repeated != null && repeated.other() > 0) {
            lines.add(CountText.grouped(repeated.other())
                    + " of them have other values than an event of the same identity that was there already: kept as"
                    + " rejects; `GET /labs/" + stream.lab() + "/rejects` lists them");
        }
        lines.addAll(sending.refusalLines("line", stream.lab()));
        if (!swapped.isEmpty()) {
            lines.add(swapped);
        }
        return lines;
    }

    private String repeats() {
        if (repeated == null || repeated.same() == 0) {
            return "";
        }
        String which = repeated.same() == sending.accepted()
                ? "; all of them are"
                : "; " + CountText.grouped(repeated.same()) + " of them are";
        return which + " repeats of what was there already, and change nothing";
    }
}
