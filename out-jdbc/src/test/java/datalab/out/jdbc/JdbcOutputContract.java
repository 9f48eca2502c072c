package datalab.out.jdbc;

import datalab.store.output.OutputTable;
import datalab.store.output.OutputTarget;
import datalab.testkit.contract.OutputTargetContract;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The contract of outputs for a server that is reached by JDBC. */
interface JdbcOutputContract extends OutputTargetContract {

    JdbcConnections connections();

    @Override
    default OutputTarget target() {
        return new JdbcTarget(connections());
    }

    @Override
    default List<List<@Nullable Object>> seen(OutputTable table) {
        return SeenRows.of(connections(), table);
    }
}
