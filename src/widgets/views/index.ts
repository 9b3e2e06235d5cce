// The views of a report beside its findings. Only the desk has them.
export {};
