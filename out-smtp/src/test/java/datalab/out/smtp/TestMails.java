package datalab.out.smtp;

import datalab.lab.expression.Column;
import datalab.lab.output.OutputColumn;
import datalab.store.output.OutputRow;
import datalab.store.output.OutputRows;
import datalab.store.output.OutputTable;
import datalab.store.output.OutputTarget;
import datalab.testkit.TestServerSettings;
import datalab.testkit.contract.OutputTargetContract;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Targets on a mail server of the tests, and its mails read back. */
final class TestMails {
    private TestMails() {}

    static OutputTarget target(int port) {
        return target(port, KeepingMailServer.USER, KeepingMailServer.PASSWORD);
    }

    static OutputTarget target(int port, @Nullable String user, @Nullable String password) {
        Map<String, String> settings = new HashMap<>(Map.of("security", "none"));
        if (user != null && password != null) {
            settings.put("user", user);
            settings.put("password", password);
        }
        return target(port, settings);
    }

    static OutputTarget target(int port, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(
                Map.of("host", "127.0.0.1", "port", Integer.toString(port), "from", "DataLab <datalab@example.org>"));
        settings.putAll(more);
        return new SmtpServerType()
                .configure(new TestServerSettings("mail", settings))
                .outputs();
    }

    /** The table as one keeps it who reads the mails to its address: of each key the highest version, unless that is gone. */
    static List<List<@Nullable Object>> rows(KeepingMailServer server, OutputTable table) {
        Map<List<@Nullable Object>, Row> newest = new LinkedHashMap<>();
        for (KeepingMailServer.Kept kept : server.mails) {
            if (kept.to().equals(table.name())) {
                Row row = row(kept, table);
                newest.merge(row.key(), row, (old, now) -> now.version() < old.version() ? old : now);
            }
        }
        return newest.values().stream()
                .filter(row -> !row.isGone())
                .map(Row::values)
                .toList();
    }

    static String subject(KeepingMailServer.Kept kept) {
        try {
            return kept.mail().getSubject();
        } catch (MessagingException e) {
            throw new AssertionError(e);
        }
    }

    private record Row(List<@Nullable Object> key, List<@Nullable Object> values, long version, boolean isGone) {}

    private static Row row(KeepingMailServer.Kept kept, OutputTable table) {
        try {
            String body = kept.body();
            Map<String, String> texts = new HashMap<>();
            for (String entry : body.replaceFirst("\n$", "").split("\n(?! {4})", -1)) {
                int colon = entry.indexOf(": ");
                if (colon > 0) {
                    texts.put(
                            entry.substring(0, colon),
                            entry.substring(colon + 2).replace("\n    ", "\n"));
                }
            }
            List<@Nullable Object> values = new ArrayList<>();
            List<@Nullable Object> key = new ArrayList<>();
            for (OutputColumn column : table.columns()) {
                String text = texts.get(column.name());
                Object value = text == null ? null : value(column, text);
                values.add(value);
                if (column.isKey()) {
                    key.add(value);
                }
            }
            long version = Long.parseLong(kept.header("X-DataLab-Version"));
            return new Row(key, values, version, body.startsWith("This row is gone."));
        } catch (MessagingException | IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Object value(OutputColumn column, String text) {
        return switch (column.type()) {
            case STRING, JSON -> text;
            case NUMBER -> Double.valueOf(text);
            case INTEGER -> Long.valueOf(text);
            case BOOLEAN -> Boolean.valueOf(text);
            case TIME -> Instant.parse(text);
        };
    }

    static OutputTable alerts(String address) {
        return new OutputTable(
                "lab.alerts/" + address,
                address,
                List.of(
                        OutputTargetContract.key("episode", Column.Type.STRING),
                        OutputTargetContract.key("number", Column.Type.INTEGER),
                        OutputTargetContract.column("title", Column.Type.STRING)),
                OutputRows.OF_STREAM);
    }

    static OutputRow message(String episode, long number, String title) {
        return OutputRow.of(episode, number, title);
    }
}
