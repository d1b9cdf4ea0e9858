package dev.isogloss.corpus;

/** The {@code places} smallest of the numbers seen so far, as a heap whose root is the largest of them. */
final class Lottery {
    private final long[] heap;
    private int size;

    Lottery(int places) {
        heap = new long[places];
    }

    /** Takes a number in, if it is still among the smallest; says whether it is. */
    boolean enter(long draw) {
        if (size < heap.length) {
            heap[size] = draw;
            up(size++);
            return true;
        }
        if (!isAmongSmallest(draw)) {
            return false;
        }
        heap[0] = draw;
        down();
        return true;
    }

    /** Whether a number that was entered still has a place. */
    boolean isAmongSmallest(long draw) {
        return heap.length > 0 && (size < heap.length || draw <= heap[0]);
    }

    private void up(int start) {
        int child = start;
        while (child > 0) {
            int parent = (child - 1) / 2;
            if (heap[parent] >= heap[child]) {
                return;
            }
            swap(parent, child);
            child = parent;
        }
    }

    private void down() {
        int parent = 0;
        while (2 * parent + 1 < size) {
            int child = 2 * parent + 1;
            if (child + 1 < size && heap[child + 1] > heap[child]) {
                child++;
            }
            if (heap[parent] >= heap[child]) {
                return;
            }
            swap(parent, child);
            parent = child;
        }
    }

    private void swap(int a, int b) {
        long held = heap[a];
        heap[a] = heap[b];
        heap[b] = held;
    }
}
