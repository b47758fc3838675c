package org.webrtcexamples.connections;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** A scheduler with a clock that moves when the test says so; tasks run on the test's thread. */
final class ManualScheduler extends AbstractExecutorService implements ScheduledExecutorService {

    private final List<Task> waiting = new ArrayList<>();
    private final List<Runnable> commands = new ArrayList<>();
    private long nowMillis;
    private boolean shutdown;

    private final class Task extends FutureTask<Void> implements ScheduledFuture<Void> {

        private final long dueMillis;

        Task(Runnable command, long dueMillis) {
            super(command, null);
            this.dueMillis = dueMillis;
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            synchronized (ManualScheduler.this) {
                waiting.remove(this);
            }
            return super.cancel(mayInterruptIfRunning);
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(dueMillis - nowMillis, TimeUnit.MILLISECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(
                    getDelay(TimeUnit.MILLISECONDS), other.getDelay(TimeUnit.MILLISECONDS));
        }
    }

    /** Lets time pass, and what is due then run. */
    void advance(Duration time) {
        long until;
        synchronized (this) {
            until = nowMillis + time.toMillis();
        }
        Optional<Task> next;
        while ((next = nextDue(until)).isPresent()) {
            next.get().run();
        }
        synchronized (this) {
            nowMillis = until;
        }
    }

    private synchronized Optional<Task> nextDue(long until) {
        Optional<Task> next =
                waiting.stream()
                        .filter(task -> task.dueMillis <= until)
                        .min(Comparator.naturalOrder());
        next.ifPresent(
                task -> {
                    waiting.remove(task);
                    nowMillis = task.dueMillis;
                });
        return next;
    }

    /** How many tasks wait for their time. */
    synchronized int waiting() {
        return waiting.size();
    }

    /** All that was ever scheduled, as it was handed over: to run one that was cancelled. */
    synchronized List<Runnable> commands() {
        return List.copyOf(commands);
    }

    @Override
    public synchronized ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        if (shutdown) {
            throw new RejectedExecutionException("shut down");
        }
        Task task = new Task(command, nowMillis + unit.toMillis(delay));
        commands.add(command);
        waiting.add(task);
        return task;
    }

    @Override
    public synchronized void shutdown() {
        shutdown = true;
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(
            Runnable command, long initialDelay, long period, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(
            Runnable command, long initialDelay, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Runnable> shutdownNow() {
        throw new UnsupportedOperationException();
    }

    @Override
    public synchronized boolean isShutdown() {
        return shutdown;
    }

    @Override
    public synchronized boolean isTerminated() {
        return shutdown && waiting.isEmpty();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void execute(Runnable command) {
        throw new UnsupportedOperationException();
    }
}
