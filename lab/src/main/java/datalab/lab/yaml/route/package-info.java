/** The grammar of a lab's own routes. */
@NullMarked
package datalab.lab.yaml.route;

import org.jspecify.annotations.NullMarked;
