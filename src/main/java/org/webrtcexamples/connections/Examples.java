package org.webrtcexamples.connections;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;

import org.webrtcexamples.peer.Peer;
import org.webrtcexamples.peer.PeerFactory;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The examples of this application: the beans that implement {@link Example}. */
@ApplicationScoped
class Examples {

    @Inject @Any private Instance<Example<?>> beans;

    @Inject @Any private Instance<PeerFactory<?>> factories;

    private final Map<String, Entry<?>> entries = new TreeMap<>();

    /** An example and the engine that it asks for. */
    private record Entry<P extends Peer>(
            ExampleInfo info, Example<P> example, PeerFactory<P> factory) {

        Peer createPeer() {
            P peer = factory.createPeer();
            try {
                example.beforeOffer(peer);
                return peer;
            } catch (RuntimeException | Error e) {
                peer.close();
                throw e;
            }
        }
    }

    @PostConstruct
    void discover() {
        for (Instance.Handle<? extends Example<?>> handle : beans.handles()) {
            Class<?> beanClass = handle.getBean().getBeanClass();
            Entry<?> entry =
                    entry(
                            ExampleInfo.of(beanClass),
                            handle.get(),
                            factoryOf(peerType(handle.getBean().getTypes())));
            if (entries.put(entry.info().name(), entry) != null) {
                throw new IllegalStateException("Two examples are called " + entry.info().name());
            }
        }
    }

    private static Type peerType(Set<Type> beanTypes) {
        return beanTypes.stream()
                .filter(ParameterizedType.class::isInstance)
                .map(ParameterizedType.class::cast)
                .filter(type -> type.getRawType() == Example.class)
                .findFirst()
                .orElseThrow()
                .getActualTypeArguments()[0];
    }

    private PeerFactory<?> factoryOf(Type peerType) {
        for (PeerFactory<?> factory : factories) {
            if (factory.peerType() == peerType) {
                return factory;
            }
        }
        throw new IllegalStateException("No engine makes peers of " + peerType);
    }

    /** Both are of the same kind of peer: the factory was looked up by the example's. */
    @SuppressWarnings("unchecked")
    private static <P extends Peer> Entry<P> entry(
            ExampleInfo info, Example<?> example, PeerFactory<?> factory) {
        return new Entry<>(info, (Example<P>) example, (PeerFactory<P>) factory);
    }

    /** In the order of their names. */
    List<ExampleInfo> all() {
        return entries.values().stream().<ExampleInfo>map(Entry::info).toList();
    }

    /** What the example of that name tells its pages. */
    Optional<Status> statusOf(String name) {
        return Optional.ofNullable(entries.get(name)).flatMap(entry -> entry.example().status());
    }

    /** What the example of that name has recorded. */
    Optional<Recordings> recordingsOf(String name) {
        return Optional.ofNullable(entries.get(name))
                .flatMap(entry -> entry.example().recordings());
    }

    /** What makes a peer for the example of that name, ready to offer. */
    Optional<Supplier<Peer>> peersFor(String name) {
        return Optional.ofNullable(entries.get(name)).map(entry -> entry::createPeer);
    }
}
