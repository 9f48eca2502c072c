package datalab.out.smtp;

import datalab.store.output.OutputTable;
import datalab.store.output.OutputTarget;
import datalab.store.output.OutputWriter;

/** Makes addresses of the names that the contract's tables have. */
record AddressedTarget(OutputTarget target) implements OutputTarget {

    static OutputTable addressed(OutputTable table) {
        return new OutputTable(table.output(), table.name() + "@example.org", table.columns(), table.rows());
    }

    @Override
    public void prepare(OutputTable table) {
        target.prepare(addressed(table));
    }

    @Override
    public OutputWriter open(OutputTable table) {
        return target.open(addressed(table));
    }

    @Override
    public void check() {
        target.check();
    }

    @Override
    public void close() {
        target.close();
    }
}
