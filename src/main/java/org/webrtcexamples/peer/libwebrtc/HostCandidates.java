package org.webrtcexamples.peer.libwebrtc;

import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Knows which host addresses the engine offers on this machine, so that an offer need not wait for
 * the end of gathering.
 *
 * <p>The engine reports its UDP host candidates, one for each network, about 3 ms after {@code
 * setLocalDescription}, but {@code COMPLETE} always 100 ms later: it steps through UDP, relay and
 * TCP, 50 ms apart, whether or not there is anything to do. Which of a machine's addresses it takes
 * is its own affair (not loopback, not link-local, one of several in a prefix, …), so this does not
 * guess: it learns from gatherings that ran to {@code COMPLETE}. As long as the machine has the
 * same addresses, the candidates are known when there is one for each address that was ever
 * gathered with them.
 *
 * <p>The engine looks at the interfaces when its first gathering begins, and every 2 s from then
 * on. A gathering that begins within {@link #SETTLING_TIME} after the machine's addresses changed
 * may still use the old ones: nothing is learnt from it, and it waits for {@code COMPLETE}. An
 * engine that started after the change has seen no old ones, so its gatherings count at once;
 * {@link #changes} tells the two apart.
 *
 * <p>Thread-safe, and quick enough for a native thread.
 *
 * @see <a
 *     href="https://webrtc.googlesource.com/src/+/refs/branch-heads/7204/p2p/client/basic_port_allocator.cc">basic_port_allocator.cc</a>
 */
final class HostCandidates {

    static final Duration SETTLING_TIME = Duration.ofSeconds(5);

    /** How many sets of addresses are remembered: a machine that roams comes back to few. */
    private static final int MAX_MEMORY = 64;

    private final LongSupplier nanoTime;
    private final Map<Set<String>, Set<String>> gatheredByLocal = new HashMap<>();
    private Set<String> lastLocal = Set.of();
    private int changes;
    private long lastChange;

    HostCandidates(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        lastChange = nanoTime.getAsLong();
    }

    /** The addresses of the interfaces that are up, loopback left out. */
    static Set<String> localAddresses() throws SocketException {
        Set<String> addresses = new TreeSet<>();
        for (NetworkInterface network :
                NetworkInterface.networkInterfaces().collect(Collectors.toList())) {
            if (network.isUp() && !network.isLoopback()) {
                network.inetAddresses()
                        .forEach(
                                address ->
                                        addresses.add(
                                                network.getName()
                                                        + ' '
                                                        + address.getHostAddress()));
            }
        }
        return addresses;
    }

    /**
     * To be called before an engine starts.
     *
     * @param local the machine's addresses, in whatever spelling
     * @return how many changes of them were noticed before the engine starts, for {@link #begin}
     */
    synchronized int changes(Set<String> local) {
        if (!local.equals(lastLocal)) {
            lastLocal = Set.copyOf(local);
            lastChange = nanoTime.getAsLong();
            changes++;
        }
        return changes;
    }

    /**
     * A gathering that begins now.
     *
     * @param local the machine's addresses, in whatever spelling
     * @param changesBeforeEngine what {@link #changes} returned before the engine that gathers
     *     started
     */
    synchronized Gathering begin(Set<String> local, int changesBeforeEngine) {
        boolean engineSawChange =
                changes(local) == changesBeforeEngine
                        || nanoTime.getAsLong() - lastChange >= SETTLING_TIME.toNanos();
        if (!engineSawChange) {
            return Gathering.untilComplete();
        }
        Set<String> key = lastLocal;
        return new Gathering(
                gatheredByLocal.getOrDefault(key, Set.of()), gathered -> learn(key, gathered));
    }

    private synchronized void learn(Set<String> local, Set<String> gathered) {
        if (gatheredByLocal.size() == MAX_MEMORY && !gatheredByLocal.containsKey(local)) {
            gatheredByLocal.clear();
        }
        // Never fewer than before: a gathering may have failed on one address, and then it is the
        // others that must wait for it.
        Set<String> all = new HashSet<>(gatheredByLocal.getOrDefault(local, Set.of()));
        all.addAll(gathered);
        gatheredByLocal.put(local, Set.copyOf(all));
    }
}
