@NullMarked
package datalab.lab.yaml;

import org.jspecify.annotations.NullMarked;
