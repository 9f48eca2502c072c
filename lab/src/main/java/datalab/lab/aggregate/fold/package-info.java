/** What every aggregate is: a fold with columns, components and SQL, and a function of lab.yaml. */
@NullMarked
package datalab.lab.aggregate.fold;

import org.jspecify.annotations.NullMarked;
