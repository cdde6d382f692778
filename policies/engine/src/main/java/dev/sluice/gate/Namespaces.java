package dev.sluice.gate;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What policies may know of the namespaces of a cluster. */
@FunctionalInterface
public interface Namespaces {

    /** Where there is no cluster: nothing is known, and whoever selects by labels of namespaces judges. */
    Namespaces UNKNOWN = name -> null;

    /** Labels of a namespace; null where it is not known, so that no policy is left out by mistake. */
    @Nullable
    Map<String, String> labels(String name);
}
