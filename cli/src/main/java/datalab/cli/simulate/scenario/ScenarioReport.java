package datalab.cli.simulate.scenario;

import datalab.app.terminal.CountText;
import datalab.cli.send.CommandReport;
import datalab.cli.send.SendRun;
import datalab.lab.scenario.Scenario;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came of a scenario, for people or for a program.
 *
 * @param first the time of the first event; null where there was none
 * @param last that of the last
 * @param stopped whether it was ended before it was over
 */
record ScenarioReport(
        Scenario scenario,
        SendRun sending,
        @Nullable Instant first,
        @Nullable Instant last,
        double seconds,
        boolean stopped)
        implements CommandReport {

    @Override
    public Map<String, Object> members() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("scenario", scenario.name());
        members.put("stream", scenario.stream().topic());
        members.put("accepted", sending.accepted());
        members.put("rejected", sending.rejected());
        if (first != null && last != null) {
            members.put("first", first.toString());
            members.put("last", last.toString());
        }
        members.put("seconds", seconds);
        members.put("stopped", stopped);
        members.put("errors", sending.refusals("event"));
        return members;
    }

    @Override
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "%s of scenario %s sent in %.1f s (%s/s), %s refused%s",
                CountText.of(sending.accepted(), "event"),
                scenario.name(),
                seconds,
                CountText.grouped((long) (sending.accepted() / seconds)),
                CountText.grouped(sending.rejected()),
                first == null ? "" : ": " + first + " to " + last));
        if (stopped) {
            lines.add(
                    "stopped before its end; started again it sends all from the beginning, and what was sent counts once");
        }
        lines.addAll(sending.refusalLines("event", scenario.stream().lab()));
        return lines;
    }
}
