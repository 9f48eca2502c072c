package datalab.lab.expression;

import java.time.Instant;

/** The order of an expression's values: numbers and times by size, texts by Unicode code points, false before true. */
public final class ValueOrder {
    private ValueOrder() {}

    /** Compares two values of one class. */
    public static int compare(Object a, Object b) {
        return switch (a) {
            case Double number -> Double.compare(number, (Double) b);
            case Long number -> Long.compare(number, (Long) b);
            case String text -> compareCodePoints(text, (String) b);
            case Instant time -> time.compareTo((Instant) b);
            case Boolean bool -> Boolean.compare(bool, (Boolean) b);
            default -> throw new IllegalStateException("no order for " + a.getClass());
        };
    }

    private static int compareCodePoints(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) { // surrogates sort above all other characters
                boolean same = Character.isSurrogate(x) == Character.isSurrogate(y);
                return same ? Character.compare(x, y) : Character.isSurrogate(x) ? 1 : -1;
            }
        }
        return Integer.compare(a.length(), b.length());
    }
}
